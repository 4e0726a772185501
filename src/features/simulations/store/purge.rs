//! What goes with a workspace.

use crate::features::purge::{Part, Scope, rows_of_workspace};

/// Simulations one by one: a running one is taken from its engine first, then its transcript and
/// events go in slices, and the row last, so that a removal that was cut off finds the way back.
const SIMULATIONS: &str = "{ LET $found = (SELECT VALUE id FROM simulation WHERE ws = $id LIMIT 1);
   IF array::is_empty($found) { RETURN 0 };
   LET $row = (SELECT record::id(id) AS id, state FROM ONLY $found[0]);
   IF $row.state IN ['queued', 'running', 'paused'] {
     UPDATE $found[0] SET state = 'stopped', reason = 'The workspace is gone.', owner = '', open_turn = 0;
     RETURN 1;
   };
   LET $stream = 'simulation:' + $row.id;
   LET $events = (SELECT VALUE id FROM event:[$stream, 0]..=[$stream, 1000000000] LIMIT $n);
   LET $messages = (SELECT VALUE id FROM message:[$row.id, 0]..=[$row.id, 1000000000] LIMIT $n);
   LET $records = (SELECT VALUE id FROM turn_log:[$row.id, 0]..=[$row.id, 1000000000] LIMIT $n);
   LET $plans = (SELECT VALUE id FROM plan_log:[$row.id, 0]..=[$row.id, 1000000000] LIMIT $n);
   LET $asides = (SELECT VALUE id FROM aside:[$row.id, 0]..=[$row.id, 1000000000] LIMIT $n);
   LET $marks = (SELECT VALUE id FROM annotation:[$row.id, '']..[$row.id, '~'] LIMIT $n);
   DELETE $events;
   DELETE $messages;
   DELETE $records;
   DELETE $plans;
   DELETE $asides;
   DELETE $marks;
   LET $gone = array::len($events) + array::len($messages) + array::len($records) + array::len($plans) + array::len($asides) + array::len($marks);
   IF $gone > 0 { RETURN $gone };
   DELETE simulation_usage:[$row.id, '']..[$row.id, '~'];
   DELETE type::record('stream', $stream);
   DELETE $found[0];
   RETURN 1; }";

/// Ids are `[workspace, person]`, so that those of a workspace lie together.
const CURRENT: &str =
    "{ LET $rows = (SELECT VALUE id FROM current_simulation:[$id, '']..[$id, '~'] LIMIT $n); DELETE $rows; RETURN array::len($rows); }";

/// The same of a person, in the workspaces that go on without them.
const CURRENT_OF_PERSON: &str = "{ LET $rows = $spaces.map(|$ws| (SELECT VALUE id FROM ONLY type::record('current_simulation', [$ws, $id]))).filter(|$row| $row != NONE);
   DELETE $rows;
   RETURN array::len($rows); }";

/// What simulations leave.
pub const PURGE: &[Part] = &[
    Part::sql("simulations", Scope::Workspace, SIMULATIONS),
    Part::sql("scenarios", Scope::Workspace, rows_of_workspace!("scenario")),
    Part::sql("shared links", Scope::Workspace, rows_of_workspace!("share")),
    Part::sql("translations", Scope::Workspace, rows_of_workspace!("translation")),
    Part::sql("last opened simulations of a workspace", Scope::Workspace, CURRENT),
    Part::sql("last opened simulations of a person", Scope::Person, CURRENT_OF_PERSON),
];
