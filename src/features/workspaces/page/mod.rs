//! Pages of workspaces: the list, settings with members and invitations, and the page of an
//! invitation. All forms work without JavaScript; those that change the frame of the page are plain,
//! so that the next page is loaded anew.

mod danger;
mod invitation;
mod invitations;
mod list;
mod members;
mod settings;
mod words;

pub use invitation::InvitationPage;
pub use list::WorkspacesPage;
pub use settings::WorkspaceSettingsPage;
