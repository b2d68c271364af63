// Runs inside Thunderbird, with its own rights. driver.py calls these functions by name; arguments and answers are JSON.

const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const databases = Cc["@mozilla.org/msgDatabase/msgDBService;1"].getService(Ci.nsIMsgDBService);
const NEW = 0x10000; // a flag of messages that lives in memory only
const PATIENCE = 30000; // milliseconds

async function answer(called, args) {
  try {
    return { result: (await called(...args)) ?? null };
  } catch (error) {
    return { error: `${code(error)} ${error.message ?? error} ${error.stack ?? ""}` };
  }
}

/** The number of a failure, as Mozilla's sources have it. */
function code(error) {
  return error.result ? "0x" + (error.result >>> 0).toString(16) : "";
}

/** What a started operation ends with; an operation that never ends is an error. */
function within(promise, what) {
  const { setTimeout, clearTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what} did not end`)), PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function folder(name) {
  return MailServices.accounts.localFoldersServer.rootFolder.getChildNamed(name).QueryInterface(Ci.nsIMsgLocalMailFolder);
}

/** Asks for a folder's database as its window would. True: it was out of date, and was made anew from the mail file. */
async function makeAnewIfNeeded(where) {
  let listener;
  const done = new Promise(ended => {
    listener = { QueryInterface: ChromeUtils.generateQI(["nsIUrlListener"]), OnStartRunningUrl() {}, OnStopRunningUrl: () => ended() };
  });
  try {
    where.getDatabaseWithReparse(listener, null);
    return false;
  } catch (error) {
    await within(done, "making the summary anew");
    return true;
  }
}

function header(one) {
  const cells = Object.fromEntries(one.properties.map(name => [name, one.getStringProperty(name)]));
  return {
    key: one.messageKey, subject: one.subject, author: one.author, messageId: one.messageId, flags: one.flags & ~NEW, read: one.isRead,
    starred: one.isFlagged, priority: one.priority, keywords: one.getStringProperty("keywords"), thread: one.threadId,
    parent: one.threadParent, references: Array.from({ length: one.numReferences }, (_, at) => one.getStringReference(at)), cells,
  };
}

/** Bytes come as one character each. */
function text(value) {
  return new TextDecoder().decode(Uint8Array.from(String(value), one => one.charCodeAt(0)));
}

function contents(database) {
  const info = database.dBFolderInfo;
  const bag = info.GetTransferInfo().QueryInterface(Ci.nsIPropertyBag);
  return {
    keys: database.listAllKeys(),
    headers: Array.from(database.enumerateMessages(), header).sort((one, other) => one.key - other.key),
    threads: Array.from(database.enumerateThreads(), one => ({
      key: one.threadKey, unread: one.numUnreadChildren, children: Array.from({ length: one.numChildren }, (_, at) => one.getChildKeyAt(at)),
    })).sort((one, other) => one.key - other.key),
    info: Object.fromEntries(Array.from(bag.enumerator, one => one.QueryInterface(Ci.nsIProperty)).map(one => [one.name, text(one.value)])),
    messages: info.numMessages, unread: info.numUnreadMessages,
  };
}

/** The rows that the list of messages would have, all threads open. */
function rowsShown(where) {
  const view = Cc["@mozilla.org/messenger/msgdbview;1?type=threaded"].createInstance(Ci.nsIMsgDBView);
  view.init(null, null, null);
  view.open(where, Ci.nsMsgViewSortType.byDate, Ci.nsMsgViewSortOrder.ascending, Ci.nsMsgViewFlagsType.kThreadedDisplay);
  view.doCommand(Ci.nsMsgViewCommandType.expandAll);
  const rows = view.QueryInterface(Ci.nsITreeView).rowCount;
  view.close();
  return rows;
}

/** The keys of messages whose text is not found in the mail file where the summary says. */
function textsMissing(where, database) {
  const missing = [];
  for (const one of database.enumerateMessages()) {
    const stream = Cc["@mozilla.org/scriptableinputstream;1"].createInstance(Ci.nsIScriptableInputStream);
    stream.init(where.getMsgInputStream(one));
    let text = "";
    for (let more = true; more && text.length < 4096; text += more) {
      more = stream.read(4096); // what is there now, which may be less
    }
    if (!text.includes(one.messageId)) {
      missing.push(one.messageKey);
    }
    stream.close();
  }
  return missing;
}

/** Opens a folder, first without and then with leave to make its summary anew; says what happened, and all it sees. */
async function open(name) {
  const where = folder(name);
  let refused = null;
  try {
    databases.openFolderDB(where, true);
  } catch (error) {
    refused = code(error);
  }
  const anew = await makeAnewIfNeeded(where);
  const database = where.msgDatabase;
  return { refused, anew, ...contents(database), rows: rowsShown(where), textsMissing: textsMissing(where, database) };
}

function close(name) {
  const where = folder(name);
  where.msgDatabase.commit(Ci.nsMsgDBCommitType.kLargeCommit);
  where.msgDatabase = null;
  databases.forceFolderDBClosed(where);
}

/** Gives the folder and each message a property that stands in the summary only. */
function mark(name, property, value) {
  const database = folder(name).msgDatabase;
  database.dBFolderInfo.setCharProperty(property, value);
  for (const one of database.enumerateMessages()) {
    one.setStringProperty(property, `${value} ${one.messageKey}`);
  }
  close(name);
}

/** What a user does: reads, stars, tags, deletes. Closes the folder, and says what was in it before that. */
async function edit(name, { read, star, tag, keyword, note, remove }) {
  const where = folder(name);
  const message = key => where.msgDatabase.getMsgHdrForKey(key);
  where.markMessagesRead([message(read)], !message(read).isRead);
  where.markMessagesFlagged([message(star)], !message(star).isFlagged);
  where.addKeywordsToMessages([message(tag)], keyword);
  message(tag).setStringProperty("note", note);
  let listener;
  const done = new Promise(ended => {
    listener = {
      QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
      onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId: () => null, onStopCopy: ended,
    };
  });
  where.deleteMessages([message(remove)], null, false, false, listener, false);
  await within(done, "deleting a message");
  const seen = contents(where.msgDatabase);
  close(name);
  return seen;
}

/** A summary that belongs to no folder here: opens it, changes it where told what, closes it; says what was in it then. */
function loose(path, edits) {
  const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
  file.initWithPath(path);
  // Without a folder no message can be had; any will do, as it is not asked whether the summary fits it.
  const database = databases.openDBFromFile(file, MailServices.accounts.localFoldersServer.rootFolder, false, true);
  try {
    if (edits) {
      database.markRead(edits.read, !database.getMsgHdrForKey(edits.read).isRead, null);
      database.markMarked(edits.star, !database.getMsgHdrForKey(edits.star).isFlagged, null);
      database.getMsgHdrForKey(edits.tag).setStringProperty("keywords", edits.keyword);
      database.getMsgHdrForKey(edits.tag).setStringProperty("note", edits.note);
      database.deleteMessage(edits.remove, null, true);
      database.commit(Ci.nsMsgDBCommitType.kLargeCommit);
    }
    return contents(database);
  } finally {
    database.forceClosed();
  }
}

function about() {
  return { version: `${Services.appinfo.version} ${Services.appinfo.appBuildID}`, offline: Services.io.offline };
}
