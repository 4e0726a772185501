//! Sessions and keys as they were a moment ago, so that a page with many requests asks the database once.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::super::store::{self, SessionRow};
use crate::core::Result;
use crate::features::keys::service::UsedKey;
use crate::server::ctx::Identity;
use crate::server::db::{Db, DbError};

/// How long a session may be remembered. Every change in this process is seen at once; this is
/// the delay for changes made by another process on the same database.
const REMEMBER: Duration = Duration::from_secs(1);
/// Longer than any load of a session takes: for that long a session that ended stays ended, even
/// if an older read of it arrives late.
const ENDED: Duration = Duration::from_secs(30);
/// How often, at most, a session's last use is written.
const TOUCH: Duration = Duration::from_secs(60);
/// Sessions remembered at most.
const CAPACITY: u64 = 50_000;

/// A session with the identity made of it.
pub struct Known {
    pub row: SessionRow,
    pub identity: Arc<Identity>,
}

/// What is remembered of sessions.
pub struct SessionCache {
    by_id: Cache<String, Option<Arc<Known>>>,
    by_cookie: Cache<String, String>,
    keys: Cache<String, Option<Arc<UsedKey>>>,
    key_ids: Cache<String, String>,
    ended: Cache<String, ()>,
    touched: Cache<String, ()>,
    confirmed: Cache<String, ()>,
}

impl Default for SessionCache {
    fn default() -> Self {
        Self::new()
    }
}

impl SessionCache {
    pub fn new() -> Self {
        Self {
            by_id: cache(REMEMBER),
            by_cookie: cache(TOUCH),
            keys: cache(REMEMBER),
            key_ids: cache(TOUCH),
            ended: cache(ENDED),
            touched: cache(TOUCH),
            confirmed: cache(ENDED),
        }
    }

    /// The session, remembered or read.
    pub(super) async fn session(&self, db: &Db, id: &str) -> Result<Option<Arc<Known>>> {
        let load = async {
            let row = store::find_session(db, id).await?;
            Ok::<_, DbError>(row.map(|row| Arc::new(Known { identity: Arc::new(super::identify::identity_of(&row)), row })))
        };
        let found = self.by_id.try_get_with(id.to_owned(), load).await.map_err(|error| (*error).clone())?;
        Ok(if self.ended.contains_key(id) { None } else { found })
    }

    /// The session of a cookie. Which session a cookie belongs to never changes; whether that
    /// session still lives is asked separately.
    pub(super) async fn cookie_session(&self, db: &Db, hash: &str) -> Result<Option<String>> {
        if let Some(id) = self.by_cookie.get(hash).await {
            return Ok(Some(id));
        }
        let found = store::find_cookie(db, hash).await?;
        if let Some(id) = &found {
            self.by_cookie.insert(hash.to_owned(), id.clone()).await;
        }
        Ok(found)
    }

    /// A session has ended: from now on nobody is it.
    pub(crate) async fn end(&self, id: &str) {
        self.ended.insert(id.to_owned(), ()).await;
        self.by_id.invalidate(id).await;
    }

    /// The key with this id, remembered or read.
    pub(crate) async fn key(
        &self,
        id: &str,
        load: impl Future<Output = Result<Option<Arc<UsedKey>>, DbError>>,
    ) -> Result<Option<Arc<UsedKey>>> {
        let found = self.keys.try_get_with(id.to_owned(), load).await.map_err(|error| (*error).clone())?;
        Ok(if self.ended.contains_key(id) { None } else { found })
    }

    /// The id behind the stored hash of a key, if it was looked up before. It never changes; whether
    /// the key still lives is asked separately.
    pub(crate) async fn key_id(&self, hash: &str) -> Option<String> {
        self.key_ids.get(hash).await
    }

    pub(crate) async fn remember_key_id(&self, hash: String, id: String) {
        self.key_ids.insert(hash, id).await;
    }

    /// A key was revoked: from now on nobody comes by it.
    pub(crate) async fn end_key(&self, id: &str) {
        self.ended.insert(id.to_owned(), ()).await;
        self.keys.invalidate(id).await;
    }

    /// `true` for the first caller within a minute.
    pub(crate) async fn first_touch_of_key(&self, id: &str) -> bool {
        self.first_touch(id).await
    }

    /// Something about people or memberships changed: every session and key is read anew. Such
    /// changes are rare and the memory is one second deep, so all of it goes.
    pub fn forget_all(&self) {
        self.by_id.invalidate_all();
        self.keys.invalidate_all();
    }

    /// `true` for the first caller within a minute.
    pub(super) async fn first_touch(&self, id: &str) -> bool {
        self.touched.entry(id.to_owned()).or_insert(()).await.is_fresh()
    }

    /// `true` for the first caller that confirms this pair.
    pub(super) async fn first_confirmation(&self, parent: &str) -> bool {
        self.confirmed.entry(parent.to_owned()).or_insert(()).await.is_fresh()
    }
}

fn cache<V: Clone + Send + Sync + 'static>(life: Duration) -> Cache<String, V> {
    Cache::builder().max_capacity(CAPACITY).time_to_live(life).build()
}
