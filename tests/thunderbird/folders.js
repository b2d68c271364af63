// Runs inside Thunderbird, behind inside.js: what a whole folder is to it, and what is done to one.

/** The tree below a message, depth first: keys, each with its parent. */
function below(thread, parent, found = []) {
  for (const one of thread.enumerateMessages(parent)) {
    // A message that is its own child would go on for ever.
    if (found.length <= thread.numChildren) {
      found.push([one.messageKey, parent]);
      below(thread, one.messageKey, found);
    }
  }
  return found;
}

function threadsOf(database) {
  return Array.from(database.enumerateThreads(), thread => {
    const root = thread.getRootHdr().messageKey;
    return {
      key: thread.threadKey, flags: thread.flags, newest: thread.newestMsgDate, unread: thread.numUnreadChildren, root,
      children: Array.from({ length: thread.numChildren }, (_, at) => thread.getChildKeyAt(at)), tree: [[root, null], ...below(thread, root)],
    };
  });
}

/** The keys in a folder's list of messages, all threads open; ignored ones are there only where asked for. */
function listed(where, more = 0) {
  const view = Cc["@mozilla.org/messenger/msgdbview;1?type=threaded"].createInstance(Ci.nsIMsgDBView);
  view.init(null, null, null);
  view.open(where, Ci.nsMsgViewSortType.byDate, Ci.nsMsgViewSortOrder.ascending, Ci.nsMsgViewFlagsType.kThreadedDisplay | more);
  view.doCommand(Ci.nsMsgViewCommandType.expandAll);
  const keys = Array.from({ length: view.QueryInterface(Ci.nsITreeView).rowCount }, (_, row) => view.getKeyAt(row));
  view.close();
  return keys;
}

function whole(database) {
  return { ...contents(database), threads: threadsOf(database) };
}

/** What a list of messages shows of one. */
function shown(one) {
  const subject = (one.flags & Ci.nsMsgMessageFlags.HasRe ? "Re: " : "") + one.mime2DecodedSubject;
  return { key: one.messageKey, subject, author: one.mime2DecodedAuthor, recipients: one.mime2DecodedRecipients };
}

/** Opens a folder as `open` does; says more of it. */
async function inspect(name) {
  const where = folder(name);
  let refused = null;
  try {
    databases.openFolderDB(where, true);
  } catch (error) {
    refused = code(error);
  }
  const anew = await makeAnewIfNeeded(where);
  const database = where.msgDatabase;
  return {
    refused, anew, ...whole(database), textsMissing: textsMissing(where, database),
    shown: Array.from(database.enumerateMessages(), shown), listed: listed(where, Ci.nsMsgViewFlagsType.kShowIgnored), heeded: listed(where),
    folder: { messages: where.getTotalMessages(false), unread: where.getNumUnread(false) },
  };
}

/** Has a folder's summary made from its mailbox. */
function index(name) {
  return makeAnewIfNeeded(folder(name));
}

function copied() {
  let listener;
  const done = new Promise((ended, fail) => {
    listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]), onStartCopy() {}, onProgress() {}, setMessageKey() {},
      getMessageId: () => null, onStopCopy: status => (Components.isSuccessCode(status) ? ended() : fail(new Error(`it failed: ${status}`))),
    };
  });
  return { listener, done };
}

/** What a user does in a day. Says what both folders are then, and closes them. */
async function work(name, other, wish) {
  const [where, there] = [folder(name), folder(other)];
  const database = where.msgDatabase;
  const messages = keys => keys.map(key => database.getMsgHdrForKey(key));
  const thread = key => database.getThreadContainingMsgHdr(database.getMsgHdrForKey(key));
  where.markMessagesRead(messages(wish.read), true);
  where.markMessagesRead(messages(wish.unread), false);
  where.markMessagesFlagged(messages(wish.star), true);
  where.addKeywordsToMessages(messages(wish.tag), "$label3");
  where.setJunkScoreForMessages(messages(wish.junk), "100", "user", -1);
  wish.ignore.forEach(key => database.markThreadIgnored(thread(key), key, true, null));
  wish.watch.forEach(key => database.markThreadWatched(thread(key), key, true, null));
  wish.kill.forEach(key => database.markKilled(key, true, null));
  for (const [what, begin] of [
    ["deleting", listener => where.deleteMessages(messages(wish.remove), null, false, false, listener, false)],
    ["moving", listener => MailServices.copy.copyMessages(where, messages(wish.move), there, true, listener, null, false)],
    ["copying", listener => MailServices.copy.copyMessages(where, messages(wish.copy), there, false, listener, null, false)],
  ]) {
    const { listener, done } = copied();
    begin(listener);
    await within(done, what);
  }
  const seen = [whole(database), whole(there.msgDatabase)];
  close(name);
  close(other);
  return seen;
}

/** Messages arrive, one after the other. A text has one character for each byte. */
function arrive(name, texts) {
  const where = folder(name);
  texts.forEach(text => where.addMessage(text));
  const seen = whole(where.msgDatabase);
  close(name);
  return seen;
}

/** What a folder has kept of a saved search; the list of that, from what was kept and when it has searched. */
async function searched(name, within_) {
  const { VirtualFolderHelper } = ChromeUtils.importESModule("resource:///modules/VirtualFolderWrapper.sys.mjs");
  const virtual = folder(name);
  let refused = null;
  try {
    databases.openFolderDB(virtual, true);
  } catch (error) {
    refused = code(error);
  }
  const { searchTerms, searchFolders } = VirtualFolderHelper.wrapVirtualFolder(virtual);
  const kept = within_.map(one => Array.from(folder(one).msgDatabase.getCachedHits(virtual.URI) ?? [], hit => hit.messageKey));
  const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
  searchFolders.forEach(one => session.addScopeTerm(Ci.nsMsgSearchScope.offlineMail, one));
  searchTerms.forEach(term => session.appendTerm(term));
  const found = [];
  let listener;
  const done = new Promise(ended => {
    listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIMsgSearchNotify"]),
      onNewSearch() {}, onSearchHit: (hit, where) => found.push([where.name, hit.messageKey]), onSearchDone: ended,
    };
  });
  const view = Cc["@mozilla.org/messenger/msgdbview;1?type=xfvf"].createInstance(Ci.nsIMsgDBView);
  view.init(null, null, null);
  view.viewFolder = virtual;
  view.open(virtual, Ci.nsMsgViewSortType.byDate, Ci.nsMsgViewSortOrder.ascending, Ci.nsMsgViewFlagsType.kNone);
  view.searchSession = session;
  const { allNotifications } = Ci.nsIMsgSearchSession;
  session.registerListener(view.QueryInterface(Ci.nsIMsgSearchNotify), allNotifications);
  session.registerListener(listener, allNotifications);
  session.search(null);
  const tree = view.QueryInterface(Ci.nsITreeView);
  const before = tree.rowCount;
  await within(done, "searching");
  const rows = tree.rowCount;
  view.close();
  const after = within_.map(one => Array.from(folder(one).msgDatabase.getCachedHits(virtual.URI) ?? [], hit => hit.messageKey));
  return { refused, terms: searchTerms.map(term => term.termAsString), folders: searchFolders.map(one => one.name), kept, before, found, rows, after };
}
