use std::sync::Arc;

use chrono::{TimeZone, Utc};
use serde_json::json;

use super::{Db, DbError, schema};
use crate::features;
use crate::server::events::{NewEvent, StreamName, store as events};
use crate::tests::harness::TempDir;

/// Both embedded engines, because they don't share a line of code.
async fn engines() -> Vec<(Db, TempDir)> {
    let mut all = Vec::new();
    for disk in [false, true] {
        let folder = TempDir::new();
        let url = if disk { format!("surrealkv://{}/db?sync=every", folder.0.display()) } else { "mem://".to_owned() };
        all.push((Db::connect(&url).await.unwrap(), folder));
    }
    all
}

async fn with_schema(db: &Db) {
    let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
    schema::apply(db, features::SCHEMAS, "test", now).await.unwrap();
}

#[tokio::test]
async fn a_thrown_code_is_told_apart() {
    for (db, _folder) in engines().await {
        let error = db.sql("{ THROW 'stale' }").exec().await.unwrap_err();
        assert!(error.is_thrown("stale"), "{error:?}");
    }
}

#[tokio::test]
async fn a_second_record_with_the_same_id_is_a_duplicate() {
    for (db, _folder) in engines().await {
        db.script("DEFINE TABLE thing SCHEMALESS").await.unwrap();
        db.sql("CREATE ONLY thing:one SET a = 1").exec().await.unwrap();
        let error = db.sql("CREATE ONLY thing:one SET a = 1").exec().await.unwrap_err();
        assert!(matches!(error, DbError::Duplicate(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_unique_index_is_named() {
    for (db, _folder) in engines().await {
        db.script("DEFINE TABLE thing SCHEMALESS; DEFINE INDEX thing_name ON thing FIELDS name UNIQUE").await.unwrap();
        db.sql("CREATE thing SET name = 'x'").exec().await.unwrap();
        let error = db.sql("CREATE thing SET name = 'x'").exec().await.unwrap_err();
        assert!(error.is_duplicate("thing_name"), "{error:?}");
    }
}

#[tokio::test]
async fn concurrent_counters_lose_nothing() {
    for (db, _folder) in engines().await {
        db.script("DEFINE TABLE counter SCHEMALESS; CREATE counter:one SET n = 0").await.unwrap();
        let tasks: Vec<_> = (0..40)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { db.sql("UPDATE ONLY counter:one SET n += 1").exec().await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(db.sql("SELECT VALUE n FROM ONLY counter:one").one::<i64>().await.unwrap(), 40);
    }
}

#[tokio::test]
async fn values_are_never_read_as_queries() {
    for (db, _folder) in engines().await {
        db.script("DEFINE TABLE thing SCHEMALESS").await.unwrap();
        for hostile in ["'; DELETE thing; --", "thing:one", "$parent", "{ THROW 'x' }", "\u{0}", "🦀\u{202e}"] {
            db.sql("UPSERT ONLY type::record('thing', $id) SET text = $text")
                .bind("id", hostile.to_owned())
                .bind("text", hostile.to_owned())
                .exec()
                .await
                .unwrap();
            let back = db
                .sql("SELECT VALUE text FROM ONLY type::record('thing', $id)")
                .bind("id", hostile.to_owned())
                .one::<String>()
                .await
                .unwrap();
            assert_eq!(back, hostile);
        }
    }
}

#[tokio::test]
async fn events_are_dense_under_concurrent_writers() {
    for (db, _folder) in engines().await {
        with_schema(&db).await;
        let stream = StreamName::new("test", "one");
        let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
        let tasks: Vec<_> = (0..20)
            .map(|i| {
                let (db, stream) = (db.clone(), stream.clone());
                tokio::spawn(async move {
                    events::append(&db, &stream, &[NewEvent::new("a", &json!({ "i": i })), NewEvent::new("b", &json!({ "i": i }))], now)
                        .await
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let all = events::after(&db, &stream, 0).await.unwrap();
        assert_eq!(all.iter().map(|e| e.seq).collect::<Vec<_>>(), (1..=40).collect::<Vec<u64>>());
        assert_eq!(events::after(&db, &stream, 38).await.unwrap().len(), 2);
        assert_eq!(events::last_seq(&db, &stream).await.unwrap(), 40);
    }
}

#[tokio::test]
async fn the_schema_can_be_applied_again() {
    for (db, _folder) in engines().await {
        with_schema(&db).await;
        let before = db.sql("INFO FOR DB").one::<serde_json::Value>().await.unwrap();
        with_schema(&db).await;
        let after = db.sql("INFO FOR DB").one::<serde_json::Value>().await.unwrap();
        assert_eq!(before, after);
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let (db, _folder) = engines().await.remove(0);
    with_schema(&db).await;
    db.sql("CREATE ONLY type::record('migration', 9999) SET hash = 'x', name = 'future'").exec().await.unwrap();
    let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
    let error = schema::apply(&db, features::SCHEMAS, "test", now).await.unwrap_err();
    assert!(error.to_string().contains("newer version"), "{error}");
}

#[tokio::test]
async fn two_starting_servers_do_not_race() {
    let (db, _folder) = engines().await.remove(0);
    let db = Arc::new(db);
    let tasks: Vec<_> = (0..3)
        .map(|i| {
            let db = db.clone();
            tokio::spawn(async move {
                let now = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
                schema::apply(&db, features::SCHEMAS, &format!("server-{i}"), now).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
}

#[test]
fn name_and_password_of_a_database_server_stand_in_its_url() {
    let (address, root) = super::credentials("wss://ad%40min:p+a%3Ass=w%2Ford@db.example.org:8000/rpc");
    let root = root.unwrap();
    assert_eq!(
        (address.as_str(), root.username.as_str(), root.password.as_str()),
        ("wss://db.example.org:8000/rpc", "ad@min", "p+a:ss=w/ord")
    );
    for url in ["ws://127.0.0.1:8000", "mem://", "surrealkv:///data/db?sync=every"] {
        let (address, root) = super::credentials(url);
        assert!(root.is_none());
        assert_eq!(address, url);
    }
}

#[tokio::test]
async fn an_id_turned_round_is_the_same_here_and_in_the_database() {
    let (db, _folder) = engines().await.remove(0);
    schema::apply(&db, features::SCHEMAS, "test", Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap()).await.unwrap();
    let ids = ["019ac0ffee007abc8def0123456789ab", "019ac0ffee007abc8def0123456789ac", "019b00000000700080000000000000ff"];
    let turned: Vec<String> = ids.iter().map(|id| super::newest_first(id)).collect();
    for (id, turned) in ids.iter().zip(&turned) {
        let theirs: String = db.sql("RETURN fn::newest_first($id)").bind("id", (*id).to_owned()).one().await.unwrap();
        assert_eq!(&theirs, turned);
    }
    assert!(turned.is_sorted_by(|a, b| a > b) && ids.is_sorted(), "{turned:?}");
    assert_eq!(super::newest_first("~"), "");
}
