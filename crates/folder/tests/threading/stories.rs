//! Mail for which the rules were once told wrong. The threads are what Thunderbird 153 makes of the same mail, where nothing else is said.

use morkdb_folder::{Folder, Preferences};

use crate::random::{At, Step, damage_and_mend, follow_the_model, merge_and_split};

/// A message of subject 0. `id` and `references` are numbers of messages.
fn mail(id: u8, references: &[u8], date: u32) -> Step {
    Step::Add { id, references: references.to_vec(), subject: 0, has_re: false, read: false, date }
}

fn answer(id: u8) -> Step {
    Step::Add { id, references: Vec::new(), subject: 0, has_re: true, read: false, date: 1 }
}

fn by_subject() -> Preferences {
    Preferences { strict_threading: false, correct_threading: false, ..Preferences::default() }
}

/// The messages of the thread of this key in the order of its table, and what each answers.
fn thread(folder: &Folder, key: u32) -> Vec<(u32, Option<u32>)> {
    let thread = folder.read().thread(key.into()).unwrap();
    thread.children().map(|child| (child.key().0, child.parent().map(|parent| parent.0))).collect()
}

/// The root answers the new message, and is not the first that does: the new one is put above the first, and the root becomes an answer
/// of it like any other. By then it is no root that the new one, which is older, could overtake: what answers it still does.
#[test]
fn a_root_that_answers_the_new_message_keeps_its_answers() {
    let steps = [
        mail(0, &[], 1),
        mail(1, &[0], 20),
        mail(2, &[1, 0], 9),
        mail(3, &[1], 1),
        // Message 3 is the root now, and stands behind 4, which answers 2.
        Step::Delete(At(0)),
        // The first mail of that id is there, too: 2.
        mail(1, &[], 2),
    ];
    let folder = follow_the_model(&Preferences::default(), &steps);
    assert_eq!(thread(&folder, 0xFFFF_FFFE), [(5, None), (4, Some(5)), (3, Some(5)), (2, Some(3))]);
}

/// Nine threads have one subject when somebody asks for it first: the last in the order of Mozilla's map counts, which is not the latest.
/// From then on the latest does.
#[test]
fn the_thread_of_a_subject_is_the_last_of_the_map_and_then_the_latest() {
    let mut steps: Vec<_> = (0..9).map(|id| mail(id, &[], 1)).collect();
    steps.extend([answer(9), mail(10, &[], 1), answer(11)]);
    let folder = follow_the_model(&by_subject(), &steps);
    assert_eq!(thread(&folder, 9), [(9, None)]);
    assert_eq!(thread(&folder, 8), [(8, None), (10, Some(8))]);
    assert_eq!(thread(&folder, 11), [(11, None), (12, Some(11))]);
}

/// Two messages refer to each other, and a third to both.
#[test]
fn messages_that_refer_to_each_other() {
    let steps = [
        mail(0, &[], 1),
        mail(11, &[9], 1),
        mail(0, &[], 1),
        mail(0, &[11, 9], 1),
        mail(0, &[], 1),
        mail(9, &[11], 1),
    ];
    let folder = follow_the_model(&by_subject(), &steps);
    assert_eq!(thread(&folder, 2), [(6, None), (2, Some(6)), (4, Some(6))]);
}

/// Six messages have one id: an answer to that is one to the last of them.
#[test]
fn of_several_messages_of_an_id_the_last_is_answered() {
    let mut steps: Vec<_> = [0, 1, 2, 7, 7, 7, 7, 7, 7].map(|id| mail(id, &[], 1)).into();
    steps.push(mail(8, &[7], 1));
    let folder = follow_the_model(&Preferences::default(), &steps);
    assert_eq!(thread(&folder, 9), [(9, None), (10, Some(9))]);
}

/// A thread is split, merged with itself, and taken apart, where its messages refer to each other. Thunderbird cannot do that.
#[test]
fn rethreading_a_message_and_the_one_it_refers_to() {
    for first in 0..4 {
        for then in 0..4 {
            let steps =
                [mail(0, &[8], 1), mail(8, &[], 1), Step::Rethread(At(first)), Step::Rethread(At(then))];
            merge_and_split(&by_subject(), &steps);
        }
    }
}

/// The only message of a thread says that it belongs to another thread and answers itself. Thunderbird is not asked.
#[test]
fn the_only_message_is_lost_to_its_thread() {
    damage_and_mend(&[mail(0, &[], 1)], &[(1, At(0), At(0)), (0, At(0), At(0))], false);
}
