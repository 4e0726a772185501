//! `colloquy sync`: puts people, memberships, sessions and workspaces in order again. Nothing is out of
//! order while the program works; a restored or edited database may be.

use std::collections::BTreeSet;

use serde_json::json;

use crate::core::Result;
use crate::core::permission::Role;
use crate::features::audit::entry::by_operator;
use crate::features::workspaces::store::sync::{self as store, Heir, Homeless, Masterless};
use crate::server::state::AppState;

/// Something that is out of order, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding(pub String);

/// Finds what is out of order and, unless it is only to look, puts it right. One finding for each
/// case, in the order of the work. A look gives at most 500 cases of a kind.
pub async fn sync(state: &AppState, only_look: bool) -> Result<Vec<Finding>> {
    let mut work = Work { state, only_look, found: Vec::new(), seen: BTreeSet::new(), homes: BTreeSet::new() };
    // First what is too much, so that what is missing is counted on solid ground.
    work.repeat(Kind::Strays).await?;
    work.repeat(Kind::Sessions).await?;
    work.repeat(Kind::Homes).await?;
    work.repeat(Kind::Owners).await?;
    if !only_look {
        crate::features::purge::service::begin(state);
    }
    Ok(work.found)
}

/// What is looked for.
#[derive(Clone, Copy)]
enum Kind {
    Strays,
    Sessions,
    Homes,
    Owners,
}

struct Work<'a> {
    state: &'a AppState,
    only_look: bool,
    found: Vec<Finding>,
    /// Cases handled before: what doesn't go away by its repair must not go on forever.
    seen: BTreeSet<Finding>,
    /// Personal workspaces that get their owner back.
    homes: BTreeSet<String>,
}

impl Work<'_> {
    /// Searches again after each full batch, until nothing new is found.
    async fn repeat(&mut self, kind: Kind) -> Result<()> {
        loop {
            let before = self.found.len();
            match kind {
                Kind::Strays => self.strays().await?,
                Kind::Sessions => self.sessions().await?,
                Kind::Homes => self.homes().await?,
                Kind::Owners => self.owners().await?,
            }
            if self.only_look || self.found.len() - before < store::AT_ONCE {
                return Ok(());
            }
        }
    }

    /// Notes a case; `true` when it is to be repaired.
    fn note(&mut self, text: String) -> bool {
        let finding = Finding(text);
        if !self.seen.insert(finding.clone()) {
            return false;
        }
        self.found.push(finding);
        !self.only_look
    }

    async fn strays(&mut self) -> Result<()> {
        for stray in store::strays(&self.state.db).await? {
            let missing = if stray.no_user { "person" } else { "workspace" };
            let text = format!("membership of {} in {}: the {missing} is gone; removed the membership", stray.user, stray.ws);
            if self.note(text) {
                let audit = by_operator(self.state, "sync.membership", format!("user:{}", stray.user)).in_workspace(&stray.ws);
                store::remove_stray(&self.state.db, &stray, &audit, self.state.clock.now()).await?;
            }
        }
        Ok(())
    }

    async fn sessions(&mut self) -> Result<()> {
        for orphan in store::orphans(&self.state.db).await? {
            if self.note(format!("session {}: its person {} is gone; ended the session", orphan.id, orphan.user)) {
                let audit = by_operator(self.state, "sync.session", format!("session:{}", orphan.id));
                store::end_orphan(&self.state.db, &orphan, &audit, self.state.clock.now()).await?;
            }
        }
        Ok(())
    }

    async fn homes(&mut self) -> Result<()> {
        for homeless in store::homeless(&self.state.db).await? {
            let Homeless { user, name, guest, workspace } = &homeless;
            let text = match workspace {
                Some(ws) => format!("person {user}: doesn't own their personal workspace {ws}; made them its owner"),
                None => format!("person {user}: has no personal workspace; made one"),
            };
            self.homes.extend(workspace.clone());
            if self.note(text) {
                let id = workspace.clone().unwrap_or_else(|| self.state.new_id());
                let title = if *guest { "Guest workspace".to_owned() } else { format!("{name}'s workspace") };
                let audit = by_operator(self.state, "sync.personal_workspace", format!("user:{user}")).in_workspace(&id);
                let now = self.state.clock.now();
                store::give_home(&self.state.db, &id, workspace.is_none(), (user, &title), &audit, now).await?;
            }
        }
        Ok(())
    }

    async fn owners(&mut self) -> Result<()> {
        for case in store::masterless(&self.state.db).await? {
            let (ws, now) = (&case.ws, self.state.clock.now());
            if self.homes.contains(ws) {
                continue;
            }
            let Some((user, why)) = heir(&case) else {
                if self.note(format!("workspace {ws} “{}”: nobody belongs to it and its maker is gone; deleted it", case.name)) {
                    let audit = by_operator(self.state, "sync.delete", format!("workspace:{ws}")).in_workspace(ws);
                    store::give_up(&self.state.db, ws, &audit.before(&json!({ "name": case.name })), now).await?;
                }
                continue;
            };
            if self.note(format!("workspace {ws} “{}”: has no owner; made {user} ({why}) its owner", case.name)) {
                let audit = by_operator(self.state, "sync.owner", format!("user:{user}")).in_workspace(ws);
                store::make_owner(&self.state.db, ws, &user, &audit.after(&json!({ "role": Role::Owner })), now).await?;
            }
        }
        Ok(())
    }
}

/// Who shall own a workspace: the strongest member, of several the one who came first; without
/// members whoever made it.
fn heir(case: &Masterless) -> Option<(String, &'static str)> {
    let rank = |heir: &&Heir| (Role::ALL.iter().position(|role| *role == heir.role), heir.created_at);
    let strongest = case.members.iter().min_by_key(rank).map(|heir| (heir.user.clone(), heir.role.as_str()));
    strongest.or_else(|| case.creator.clone().map(|user| (user, "its maker")))
}
