//! Examples, which stand below the options.

/// Of `mork`.
pub(super) const EXAMPLES: &str = "\
Examples:
  mork profiles                          where your profiles are
  mork folders PROFILE                   its folders: messages, unread, size
  mork search PROFILE 'unread from:anna' in all of them
  mork export PROFILE --to maildir -o DIR
  mork dump INBOX.msf                    what is in the folder, for people
  mork dump --table msgs --column subject,sender INBOX.msf
  mork dump --format json INBOX.msf      the same for programs
  mork stat *.msf                        size, tables, rows, log, waste
  mork check *.msf                       damage, and what Thunderbird would do
  mork diff old.msf new.msf              what is different
  mork set book.mab 1:card NickName Ada  change a cell
  mork apply book.mab changes.txt        many changes, by a script
  mork compress *.msf                    write anew, without the waste
  xzcat old.msf.xz | mork stat -         from standard input

Exit status: 0 all is well; 1 `check` has found something, `diff` a difference,
what is to be changed is not there, or something of a profile is missing or odd;
2 a file or profile cannot be read or written, or the chosen reading refuses it, or
the command line is wrong.";

/// Of `mork dump`.
pub(super) const DUMP_EXAMPLES: &str = "\
Examples:
  mork dump INBOX.msf
      Every table and every row. A row that is in several tables is shown in the
      largest and mentioned in the others.
  mork dump --table msgs --column subject,sender,date INBOX.msf
      Three columns of the table of messages, a row a line.
  mork dump --table FFFFFFFD INBOX.msf
      The table of that id. `--table FFFFFFFD:threads` names its scope, too.
  mork dump --row 1F:msgs --full INBOX.msf
      One row, its long values not cut.
  mork dump --format jsonl INBOX.msf | jq -c '.row.cells? // empty'
      One object a line: the file, then its tables, then its rows.
  mork dump --reading mozilla --format json damaged.msf
      What Thunderbird would see of a damaged file.

Names may be given in full (ns:msg:db:table:kind:msgs), by their last part as
shown (msgs), or by token (^96). Bytes that are no text are shown as \\xNN in
text and as {\"hex\": ...} in JSON. For several files, json is one array.";

/// Of `mork stat`.
pub(super) const STAT_EXAMPLES: &str = "\
Examples:
  mork stat INBOX.msf
  mork stat --format json Mail/*/*.msf | jq '.[] | select(.waste.rewrite) | .file'
      The files that Thunderbird would rewrite at its next commit.

`waste` is the share of the file behind its first commit group, as Thunderbird
computes it; from 30 percent on, it rewrites the file.";

/// Of `mork check`.
pub(super) const CHECK_EXAMPLES: &str = "\
Examples:
  mork check INBOX.msf
      Every oddity with its place, and what Thunderbird would do with the file.
      For a mail folder also what is wrong with counts, threads, flags, and with
      the mailbox beside it.
  mork check --format jsonl *.msf | jq -c 'select(.finding.effect? == \"refuses\")'
  mork check --format json INBOX.msf | jq '.folder.findings[] | select(.class == \"A\")'
  mork check --repair --backup INBOX.msf
      Counts, threads, what is left over, malformed numbers. Nothing is guessed,
      and the mail is not touched.
  mork check --repair --dry-run INBOX.msf
      The bytes that would be appended, and nothing is written.

Severities in the text of a file: `warning`: Thunderbird reads on, and mostly in
silence; `error`: it drops the rest of the file; `fatal`: it does not open the
file, deletes it and builds it anew from the mail, without what only the file
knew. In a mail folder: `error`: mail cannot be reached, or Thunderbird builds
the file anew or hangs; `warning`: something wrong is shown; `note`: what is left
over, and does no harm.

Exit status: 0 nothing found, or notes only; 1 something found, or with --repair
left; 2 a file cannot be read, or written.";

/// Of `mork diff`.
pub(super) const DIFF_EXAMPLES: &str = "\
Examples:
  mork diff INBOX.msf.~1~ INBOX.msf
      What has changed since the backup: tables, rows, cells.
  mork diff --format json a.msf b.msf | jq '.rows[] | select(.change == \"made\") | .id'
      The rows that only the new file has.
  mork diff --reading mozilla damaged.msf repaired.msf
      The difference as Thunderbird would see it.
  ssh host cat INBOX.msf | mork diff - INBOX.msf && echo the same

What is compared is what the files say, not their bytes: names, not the tokens
that stand for them. The order of a table's rows counts, that of a row's cells
does not. + is what only the new file has, - what only the old one has, ~ what
both have, but not the same.

Exit status: 0 they are the same; 1 they are not; 2 a file cannot be read.";

/// Of `mork set`.
pub(super) const SET_EXAMPLES: &str = "\
Examples:
  mork set abook.mab 1:card NickName Ada
  mork set INBOX.msf 1:dbfolderinfo numMsgs 83
      The scope may be named by its last part, as `mork dump` shows it.
  mork set -n INBOX.msf 1F:msgs keywords '$label1'
      The bytes that would be appended, and nothing is written.
  mork set abook.mab 1:card Notes 'first line\\nsecond line'
      Quotes keep the shell from reading the escapes, and spaces together.
  mork set --backup abook.mab 1:card Notes ''
      The empty value. To have no value: mork cut abook.mab 1:card Notes

A change is appended to the file. Where that would not be safe, for example
behind a group that a crash has cut short, the whole file is written anew.

Exit status: 0 it is set; 2 it cannot be.";

/// Of `mork cut`.
pub(super) const CUT_EXAMPLES: &str = "\
Examples:
  mork cut abook.mab 1:card NickName
      One cell.
  mork cut abook.mab 1:card --from 1:card
      Row 1 out of table 1; its cells stay.
  mork cut abook.mab 1:card --all
      All cells. Mork cannot delete rows: a row in no table, without cells,
      is as good as gone, and is gone when Thunderbird rewrites the file.
  mork cut --dry-run INBOX.msf 1F:msgs keywords
      The bytes that would be appended, and nothing is written.

Exit status: 0 it is cut; 1 it was not there; 2 it cannot be cut.";

/// Of `mork apply`.
pub(super) const APPLY_EXAMPLES: &str = "\
Examples:
  mork apply book.mab changes.txt
  printf '%s\\n' 'set card 1 NickName Ada' 'commit large' | mork apply book.mab -
  mork apply --dry-run book.mab changes.txt
      The bytes that would be appended, and nothing is written.
  mork apply --writing mozilla new.msf script
      The file that Mozilla's engine would write, byte for byte.

A script has an operation a line, and one space between its fields:
  table SCOPE ID|auto KIND [unique] [meta=ID:SCOPE]
                               make a table, or change its kind
  row SCOPE ID|auto            make a row
  set RSCOPE RID COL VALUE     set a cell; the row is made
  cut RSCOPE RID COL           cut a cell
  cutall RSCOPE RID            cut all cells
  empty RSCOPE RID             take the value from every cell
  tadd SCOPE TID RSCOPE RID    add a row to a table; the row is made
  tcut SCOPE TID RSCOPE RID    cut it out of the table
  tmove SCOPE TID RSCOPE RID POS
                               move it to a place, counted from 0
  tcutall SCOPE TID            cut all rows out of a table
  meta SCOPE TID [RSCOPE RID]  make the table's meta row
  metaset SCOPE TID COL VALUE  set a cell of the meta row
  prio SCOPE TID 0-9           set the table's priority
  verbose SCOPE TID 0|1        set whether it is written with names
  token NAME                   give a name a token
  commit large|session         append the changes
  commit compress              write the whole file anew
  commit tb-large|tb-session   which of the two Thunderbird would do
  reopen                       forget what is not committed, read the file

Ids and places are hexadecimal. SCOPE, KIND and COL are names in full, in which
%20 is a space, or tokens: ^96. VALUE is the rest of the line, with the escapes
\\n \\r \\t \\xHH \\\\ and \\R100,x; (x a hundred times). # starts a comment. What is
not committed at the end is not written.

Exit status: 0 all is done; 1 a line names a table, row or cell that is not
there, or cannot be done (the others are); 2 a line cannot be read, and nothing
is done; or the file cannot be read or written.";

/// Of `mork compress`.
pub(super) const COMPRESS_EXAMPLES: &str = "\
Examples:
  mork compress INBOX.msf
  mork compress --dry-run Mail/*/*.msf
      What it would save.
  mork compress --backup --writing mozilla INBOX.msf
      As Thunderbird does it, byte for byte.

What was replaced or cut goes, and values that nothing uses. The file is written
beside the old one and takes its place when it is on the disk.

Exit status: 0 all are compressed; 2 a file cannot be.";

/// Of `mork new`.
pub(super) const NEW_EXAMPLES: &str = "\
Examples:
  mork new book.mab && mork set book.mab 1:card NickName Ada

A file that is there already is left as it is. `mork apply` makes a file, too.

Exit status: 0 it is made; 2 it cannot be, or is there already.";
