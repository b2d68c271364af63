//! Where each member of Thunderbird's interfaces is in this library, or why it is not needed.
//!
//! The names on the left are those of Thunderbird's interface definitions (`.idl`). "Not needed" says what takes its place.
//!
//! # `nsIMsgDBService`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `openFolderDB(folder, leaveInvalid)` | [`FolderService::open`], whatever the validity; [`FolderService::open_if_valid`] answers the [reasons](crate::Reason) why not. Nothing is ever deleted |
//! | `createNewDB(folder)` | [`FolderService::create`], [`Folder::create`]. That it worked is no error |
//! | `openDBFromFile(file, folder, create, leaveInvalid)` | [`Folder::open_with`], [`Folder::create`]: without the service |
//! | `registerPendingListener`, `unregisterPendingListener` | [`FolderService::listen_to`]; dropping the [`Listener`] takes it back, and that one only |
//! | `cachedDBForFolder`, `cachedDBForFilePath` | [`FolderService::cached`] |
//! | `forceFolderDBClosed(folder)` | [`FolderService::close`] |
//! | `openDBs` | [`FolderService::open_folders`] |
//!
//! # `nsIMsgDatabase`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `openFromFile(file)` | [`Folder::open`], [`Folder::from_database`], [`Folder::from_bytes`] |
//! | `close(commit)` | [`Folder::commit`], then drop it. Views borrow the folder, so none outlives it |
//! | `commit(kind)` | [`Folder::commit`] (rewrites at 30 percent waste), [`Folder::compress`], [`Folder::commit_as`]. Errors are answered |
//! | `forceClosed()` | [`FolderService::close`]: listeners are told [`FolderEvent::GoingAway`], after the commit |
//! | `clearCachedHdrs`, `resetHdrCacheSize`, `msgHdrCacheSize` | not needed: a [`MessageHeader`] is a view of a few words, and nothing is cached |
//! | `dBFolderInfo` | [`FolderRef::info`], [`Folder::edit_info`] |
//! | `databaseSize` | `folder.database().size()` ([`morkdb::Database::size`]) |
//! | `folder` | not needed: who opens a folder knows which |
//! | `lastUseTime` | within [`FolderService`], which closes what was used longest ago |
//! | `getMsgHdrForKey(k)` | [`FolderRef::message`]: live ones only, `None` for an unknown key and for a deleted message. [`FolderRef::any_row`] for what Thunderbird would answer |
//! | `getMsgHdrForMessageID(id)` | [`FolderRef::message_by_id`]: live ones only, the lowest key of several; [`FolderRef::messages_by_id`] for all |
//! | `getMsgHdrForGMMsgID(id)`, `getMsgHdrForEwsItemID(id)` | [`FolderRef::message_by_property`] with `X-GM-MSGID` or `ewsId` |
//! | `containsKey(k)` | [`FolderRef::contains`] |
//! | `addMsgHdr(raw, notify)` | [`Folder::add`] |
//! | `createNewHdr()`, `createNewHdrWithSpecificMsgKey(k)` | [`DetachedHeader::new`]: in no database, so no row leaks and no live row is handed out |
//! | `addNewHdrToDB(h, notify)`, `attachHdr(h, notify)` | [`Folder::add`]. Who does not want to hear of it looks at the [`Instigator`] |
//! | `copyHdrFromExistingHdr(k, src, add)` | [`Folder::detach`], [`DetachedHeader::cut`] for what must not come along, [`Folder::add`] |
//! | `listAllKeys()` | [`FolderRef::all_messages`] |
//! | `enumerateMessages`, `reverseEnumerateMessages` | [`FolderRef::messages`], and its `rev()` |
//! | `enumerateThreads()` | [`FolderRef::threads`] |
//! | `getFilterEnumerator(terms, reverse)` | `filter` on [`FolderRef::messages`]; [`terms::Query`](crate::terms::Query) for Thunderbird's search terms |
//! | `syncCounts()` | [`Folder::sync_counts`]; [`FolderRef::recount`] only counts |
//! | `getThreadContainingMsgHdr(h)` | [`FolderRef::thread_of`] |
//! | `markNotNew` | [`Folder::mark_not_new`] |
//! | `markRead` | [`Folder::mark_read`] |
//! | `markMarked` | [`Folder::mark_flagged`] |
//! | `markReplied`, `markForwarded` | [`Folder::mark_replied`], [`Folder::mark_forwarded`] |
//! | `markRedirected`, `markHasAttachments`, `markOffline`, `markImapDeleted`, `markMDNNeeded`, `markMDNSent` | [`Folder::mark`] with the [flag](MessageFlags); [`Folder::mark_all`] for many |
//! | `markThreadRead(t)` | [`Folder::mark_thread_read`] |
//! | `markThreadIgnored`, `markThreadWatched` | [`Folder::mark_thread_ignored`], [`Folder::mark_thread_watched`]; listeners hear [`FolderEvent::ThreadFlagsChanged`] |
//! | `markKilled(k)` | [`Folder::mark_killed`] |
//! | `isRead`, `isMarked`, `hasAttachments`, `isMDNSent` | [`MessageHeader::stored_flags`] |
//! | `isIgnored`, `isWatched` | [`FolderRef::is_ignored`], [`FolderRef::is_watched`] |
//! | `markAllRead()` | [`Folder::mark_all_read`] |
//! | `deleteMessages(keys)`, `deleteMessage(k)`, `deleteHeader(h)` | [`Folder::delete_all`], [`Folder::delete`]. Nothing is committed in between |
//! | `undoDelete(h)` | [`Folder::rollback`] before the commit; [`Folder::detach`] before the deletion and [`Folder::add`] after it. (Thunderbird's clears a bit, and inserts nothing) |
//! | `setStringProperty`, `setStringPropertyByHdr`, `setUint32PropertyByHdr` | [`Folder::edit`] and [`HeaderEdit::set_property`], [`HeaderEdit::set_number`] |
//! | `firstNew`, `hasNew()`, `getNewList()` | [`FolderRef::new_keys`], [`FolderRef::is_new`] |
//! | `addToNewList`, `clearNewList(notify)`, `sortNewKeysIfNeeded` | [`MessageFlags::NEW`] among the flags of what is [added](Folder::add); [`Folder::mark_new`] for one that is there; [`Folder::clear_new_list`]; it is always sorted |
//! | `msgRetentionSettings`, `applyRetentionSettings` | [`FolderInfo::retention`](crate::FolderInfo::retention), [`InfoEdit::set_retention`](crate::InfoEdit::set_retention), [`Folder::apply_retention`] |
//! | `msgDownloadSettings` | [`FolderInfo::downloads`](crate::FolderInfo::downloads), [`InfoEdit::set_downloads`](crate::InfoEdit::set_downloads) |
//! | `summaryValid` | [`validity::check`](crate::validity::check), [`Folder::mark_valid`], [`Folder::mark_invalid`] |
//! | `listAllOfflineMsgs()` | `filter` on [`FolderRef::messages`] with [`MessageFlags::OFFLINE`] |
//! | `setAttributeOnPendingHdr` and its numeric forms, `updatePendingAttributes(h)` | [`Folder::set_pending_attribute`], [`Folder::update_pending`], [`FolderRef::pending`] |
//! | `nextPseudoMsgKey` | not needed: it numbers steps of Thunderbird's own undo |
//! | `nextFakeOfflineMsgKey` | [`Folder::next_fake_key`], [`NewKey::Fake`](crate::NewKey::Fake) |
//! | `defaultViewFlags`, `defaultSortType`, `defaultSortOrder` | the defaults of [`FolderInfo`](crate::FolderInfo)'s getters, which are those of the shipped preferences |
//! | `getCachedHits(uri)` | [`FolderRef::cached_hits`], [`FolderRef::all_cached_hits`] |
//! | `refreshCache(uri, keys)` | [`Folder::refresh_hits`] |
//! | `updateHdrInCache`, `hdrIsInCache` | [`Folder::add_hit`], [`Folder::remove_hit`]; [`CachedHits::contains`](crate::hits::CachedHits::contains), which makes no table |
//!
//! # `nsIMsgOfflineOpsDatabase`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `getOfflineOpForKey(k, create)` | [`FolderRef::offline_operation`]; [`Folder::operation`] makes it |
//! | `removeOfflineOp(op)` | [`Folder::remove_operation`] |
//! | `listAllOfflineOpIds()` | [`FolderRef::offline_operations`], by ascending keys |
//! | `listAllOfflineDeletes()` | [`FolderRef::offline_deletes`] |
//! | `hasOfflineActivity()` | [`FolderRef::has_offline_activity`], which makes no table |
//!
//! # `nsIMsgOfflineImapOperation`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `operation`, `clearOperation` | [`OfflineOperation::ops`], [`OperationEdit::add_ops`], [`OperationEdit::clear_ops`] |
//! | `messageKey`, `srcMessageKey` | [`OfflineOperation::key`], [`OfflineOperation::source_key`] |
//! | `flagOperation`, `newFlags` | [`OfflineOperation::flag_operation`], [`OfflineOperation::new_flags`], [`OperationEdit::set_flags`], [`OperationEdit::set_new_flags`] |
//! | `destinationFolderURI`, `sourceFolderURI` | [`OfflineOperation::destination`], [`OfflineOperation::source_folder`], [`OperationEdit::set_move`], [`OperationEdit::set_source`] |
//! | `addKeywordToAdd`, `addKeywordToRemove`, `keywordsToAdd`, `keywordsToRemove` | [`OperationEdit::add_keyword`], [`OperationEdit::remove_keyword`], [`OfflineOperation::keywords_to_add`], [`OfflineOperation::keywords_to_remove`] |
//! | `addMessageCopyOperation(uri)`, `getCopyDestination(i)` | [`OperationEdit::add_copy`], [`OfflineOperation::copy_destinations`] |
//! | `msgSize`, `playingBack` | [`OfflineOperation::size`], [`OfflineOperation::in_playback`], and their setters |
//!
//! What Thunderbird's IMAP folder records when the user does something offline is a call here: [`Folder::record_flags`],
//! [`Folder::record_keywords`], [`Folder::record_copy`], [`Folder::record_move`], [`Folder::record_delete`].
//!
//! # `nsINewsDatabase`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `readSet` | [`Folder::set_read_set`], [`FolderInfo::read_articles`](crate::FolderInfo::read_articles), [`ArticleSet`](crate::news::ArticleSet), [`Newsrc`](crate::news::Newsrc) |
//!
//! # `nsIMsgDBHdr`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `getStringProperty`, `getUint32Property` and their setters | [`MessageHeader::property`], [`MessageHeader::get`]; [`HeaderEdit::set_property`], [`HeaderEdit::set`], [`HeaderEdit::set_number`] |
//! | `isRead`, `isFlagged` | [`MessageHeader::is_read`], [`MessageHeader::is_marked`] |
//! | `isKilled` | [`FolderRef::is_killed`], which repairs nothing |
//! | `markRead`, `markFlagged`, `markHasAttachments` | [`Folder::mark_read`], [`Folder::mark_flagged`], [`Folder::mark`] |
//! | `priority` | [`MessageHeader::priority`], [`HeaderEdit::set_priority`] |
//! | `flags`, `orFlags`, `andFlags` | [`MessageHeader::flags`], [`HeaderEdit::set_flags`] |
//! | `threadId`, `threadParent` | [`MessageHeader::thread_key`], [`MessageHeader::parent`], [`HeaderEdit::set_parent`]. The thread follows from where a message is placed: [`Folder::rethread`], [`Folder::merge_threads`], [`Folder::split_thread`] |
//! | `messageKey` | [`MessageHeader::key`]; it has no setter |
//! | `messageSize`, `lineCount`, `offlineMessageSize` | [`MessageHeader::size`], [`MessageHeader::line_count`], [`MessageHeader::offline_size`] |
//! | `storeToken` | [`MessageHeader::store_token`], which writes nothing |
//! | `date`, `dateInSeconds` | [`MessageHeader::date`], in seconds; the file has no more |
//! | `messageId`, `subject`, `author`, `recipients`, `ccList`, `bccList` | [`MessageHeader::message_id`], [`MessageHeader::subject`], [`MessageHeader::author`], [`MessageHeader::recipients`], [`MessageHeader::cc_list`], [`MessageHeader::bcc_list`] |
//! | `setReferences`, `numReferences`, `getStringReference(i)` | [`HeaderEdit::set_references`], [`text::references`](crate::text::references), which leaves it to the caller to pass over the message's own id |
//! | `mime2DecodedAuthor`, `mime2DecodedSubject`, `mime2DecodedRecipients` | [`MessageHeader::decoded_author`], [`MessageHeader::decoded_subject`], [`MessageHeader::decoded_recipients`]; [`text::display`](crate::text::display), [`text::names`](crate::text::names) for lists |
//! | `charset`, `effectiveCharset` | [`MessageHeader::charset`], [`text::effective_charset`](crate::text::effective_charset) |
//! | `accountKey` | [`MessageHeader::account`] |
//! | `folder` | [`MessageHeader::folder`] |
//! | `properties` | [`MessageHeader::properties`] |
//! | `isLive` | [`MessageHeader::is_live`] |
//!
//! # `nsIDBFolderInfo`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `flags`, `orFlags`, `andFlags` | [`FolderInfo::flags`](crate::FolderInfo::flags), [`InfoEdit::set_flags`](crate::InfoEdit::set_flags), [`InfoEdit::set_flag`](crate::InfoEdit::set_flag) |
//! | `onKeyAdded`, `highWater` | within [`Folder::add`]; [`FolderInfo::high_water`](crate::FolderInfo::high_water), [`InfoEdit::set_high_water`](crate::InfoEdit::set_high_water) |
//! | `folderSize`, `folderDate` | [`FolderInfo::folder_size`](crate::FolderInfo::folder_size), [`FolderInfo::folder_date`](crate::FolderInfo::folder_date); [`Folder::mark_valid`] |
//! | `numMessages`, `numUnreadMessages`, `changeNumMessages`, `changeNumUnreadMessages` | [`FolderInfo::message_count`](crate::FolderInfo::message_count), [`FolderInfo::unread_count`](crate::FolderInfo::unread_count); they follow every change, [`Folder::sync_counts`] mends them |
//! | `expungedBytes`, `changeExpungedBytes` | [`FolderInfo::expunged_bytes`](crate::FolderInfo::expunged_bytes), [`InfoEdit::change_expunged_bytes`](crate::InfoEdit::change_expunged_bytes) |
//! | `imapUidValidity` | [`FolderInfo::uid_validity`](crate::FolderInfo::uid_validity) |
//! | `version` | [`FolderInfo::version`](crate::FolderInfo::version) |
//! | `imapTotalPendingMessages`, `imapUnreadPendingMessages` | [`FolderInfo::total_pending`](crate::FolderInfo::total_pending), [`FolderInfo::unread_pending`](crate::FolderInfo::unread_pending): as they are in the file, which Thunderbird does not read back |
//! | `viewType`, `viewFlags`, `sortType`, `sortOrder`, `userSortOrder` | [`FolderInfo::view_type`](crate::FolderInfo::view_type) and its neighbours, with the types of [`view`](crate::view) |
//! | `getCharProperty`, `getUint32Property`, `getInt64Property`, `getBooleanProperty`, `getProperty` and setters | [`FolderInfo::property`](crate::FolderInfo::property) and its typed forms; [`InfoEdit::set_property`](crate::InfoEdit::set_property) and its typed forms |
//! | `GetTransferInfo`, `initFromTransferInfo` | [`FolderInfo::transfer_info`](crate::FolderInfo::transfer_info), [`InfoEdit::restore`](crate::InfoEdit::restore) |
//! | `locale`, `mailboxName`, `knownArtsSet`, `folderName` | [`FolderInfo::locale`](crate::FolderInfo::locale), [`FolderInfo::mailbox_name`](crate::FolderInfo::mailbox_name), [`FolderInfo::known_articles`](crate::FolderInfo::known_articles), [`FolderInfo::folder_name`](crate::FolderInfo::folder_name) |
//!
//! # `nsIMsgThread`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `threadKey` | [`Thread::key`]; it has no setter |
//! | `flags` | [`Thread::flags`] |
//! | `newestMsgDate` | [`Thread::newest_date`] |
//! | `numChildren`, `numUnreadChildren` | [`Thread::len`], [`Thread::unread`] |
//! | `numNewChildren` | not needed: count [`FolderRef::is_new`] over [`Thread::children`] |
//! | `addChild`, `removeChildHdr` | within [`Folder::add`] and [`Folder::delete`] |
//! | `getChildKeyAt(i)`, `getChildHdrAt(i)` | [`Thread::children`] |
//! | `getChild(key)` | [`Thread::child`] |
//! | `getRootHdr()` | [`Thread::root`], which repairs nothing |
//! | `removeChildAt(i)` | not needed: it does nothing in Thunderbird either |
//! | `markChildNew`, `markChildRead` | within [`Folder::mark_read`] |
//! | `getFirstUnreadChild()` | [`Thread::first_unread`], which ends where messages answer each other |
//! | `enumerateMessages(parent)` | [`Thread::children_of`], [`Thread::tree`] |
//!
//! # `nsIDBChangeAnnouncer`, `nsIDBChangeListener`
//!
//! | Thunderbird | here |
//! |---|---|
//! | `addListener`, `removeListener` | [`Folder::listen`]; dropping the [`Listener`] |
//! | `notifyHdrChangeAll`, `notifyHdrAddedAll`, `notifyHdrDeletedAll`, `notifyParentChangedAll`, `notifyReadChanged`, `notifyJunkScoreChanged`, `notifyAnnouncerGoingAway` | not needed: events follow from the record of changes, and nobody can announce what did not happen |
//! | `onHdrFlagsChanged` … `onEvent` | [`FolderEvent`], which names each |
//!
//! # What else is stored
//!
//! | what | here |
//! |---|---|
//! | folder cache, `panacea.dat` and `folderCache.json` | [`cache::FolderCache`](crate::cache::FolderCache) |
//! | saved searches, `virtualFolders.dat` | [`terms`](crate::terms) |
//! | the check of a whole folder | [`check::check`](crate::check::check), [`Folder::repair`] |
//! | what another program changes | [`Watcher`](crate::Watcher), [`watch::differences`](crate::watch::differences) |
//!
//! # What Thunderbird does, and this library does not
//!
//! * Reading writes nothing: no store token is moved, no root or count of a thread mended, no table made. Mending is a call.
//! * A message is what the table of all messages has. Rows that are detached, deleted or left over are seen only by who asks for
//!   them ([`FolderRef::any_row`], [`FolderRef::leftover_rows`]), and never found by a message id.
//! * A deleted message cannot be changed: setting something on it is an error, and not lost.
//! * Nothing is deleted because it is out of date.
//! * A message that is deleted has left the table of all messages when listeners hear of it, and changes are committed when
//!   they hear that a folder goes away; otherwise the moments are Thunderbird's.
//! * Listeners are told of every change, of a header's own setters too; of a header that is in no folder, nobody is told.

#[expect(unused_imports, reason = "for the links above")]
use crate::{
    DetachedHeader, Folder, FolderEvent, FolderRef, FolderService, HeaderEdit, Instigator, Listener,
    MessageFlags, MessageHeader, Thread,
    offline::{OfflineOperation, OperationEdit},
};
