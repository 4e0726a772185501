//! A database that grew over time describes itself exactly like a fresh one (invariant 8).

use chrono::{DateTime, TimeZone, Utc};
use serde_json::Value;

use crate::features::SCHEMAS;
use crate::server::db::{Db, schema};
use crate::tests::harness::TempDir;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap()
}

async fn memory() -> Db {
    Db::connect("mem://").await.unwrap()
}

async fn apply(db: &Db, features: &[(&'static str, &'static str)]) {
    schema::apply(db, features, "upgrade-test", now()).await.unwrap();
}

/// What the database says about itself: its own description, and that of every table.
async fn description(db: &Db) -> Value {
    let database: Value = db.sql("INFO FOR DB STRUCTURE").one().await.unwrap();
    let mut tables = serde_json::Map::new();
    for table in database["tables"].as_array().expect("tables") {
        let name = table["name"].as_str().unwrap().to_owned();
        let table: Value = db.sql("INFO FOR TABLE $name STRUCTURE").bind("name", name.clone()).one().await.unwrap();
        tables.insert(name, table);
    }
    let mut whole = serde_json::json!({ "database": database, "tables": tables });
    forget_ids(&mut whole);
    whole
}

/// Internal numbers of tables and indexes depend on the order of their making and mean nothing.
fn forget_ids(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|key, _| {
                !matches!(
                    key.as_str(),
                    "id" | "table_id"
                        | "index_id"
                        | "cache_indexes_ts"
                        | "cache_tables_ts"
                        | "cache_fields_ts"
                        | "cache_events_ts"
                        | "cache_lives_ts"
                )
            });
            map.values_mut().for_each(forget_ids);
        }
        Value::Array(list) => {
            list.iter_mut().for_each(forget_ids);
            list.sort_by_key(|entry| entry["name"].as_str().unwrap_or_default().to_owned());
        }
        _ => {}
    }
}

async fn fresh() -> Value {
    let db = memory().await;
    apply(&db, SCHEMAS).await;
    let described = description(&db).await;
    let tables = described["tables"].as_object().unwrap();
    assert!(tables.len() >= 15 && tables["agent"]["fields"].as_array().unwrap().len() > 10, "the description is too thin: {described:#}");
    described
}

/// Says where two descriptions differ, instead of printing both.
fn assert_same(left: &Value, right: &Value, path: &str) {
    match (left, right) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                assert_same(&left[key], &right[key], &format!("{path}.{key}"));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (index, (x, y)) in a.iter().zip(b).enumerate() {
                assert_same(x, y, &format!("{path}[{index}]"));
            }
        }
        _ => assert_eq!(left, right, "at {path}"),
    }
}

#[tokio::test]
async fn applied_twice_is_applied_once() {
    let db = memory().await;
    apply(&db, SCHEMAS).await;
    // As if every file had changed since: all are run again.
    db.sql("DELETE schema_file").exec().await.unwrap();
    apply(&db, SCHEMAS).await;
    assert_same(&description(&db).await, &fresh().await, "");
}

#[tokio::test]
async fn features_that_came_one_by_one_make_the_same_database() {
    let db = memory().await;
    for count in 0..=SCHEMAS.len() {
        apply(&db, &SCHEMAS[..count]).await;
    }
    assert_same(&description(&db).await, &fresh().await, "");
}

#[tokio::test]
async fn an_older_field_definition_is_replaced() {
    let db = memory().await;
    apply(&db, SCHEMAS).await;
    // A former release: another type, and the file under another hash.
    db.sql("DEFINE FIELD OVERWRITE version ON agent TYPE string").exec().await.unwrap();
    db.sql("UPDATE schema_file SET hash = 'older'").exec().await.unwrap();
    let changed = description(&db).await;
    assert_ne!(changed["tables"]["agent"], fresh().await["tables"]["agent"], "the comparison sees no difference");
    apply(&db, SCHEMAS).await;
    assert_same(&description(&db).await, &fresh().await, "");
}

#[tokio::test]
async fn a_database_on_disk_is_the_same_after_it_was_closed() {
    let folder = TempDir::new();
    let url = format!("surrealkv://{}/db?sync=every", folder.0.display());
    {
        let db = Db::connect(&url).await.unwrap();
        apply(&db, SCHEMAS).await;
        db.sql("CREATE ONLY type::record('login_name', 'ada') SET user = 'u1'").exec().await.unwrap();
    }
    let db = Db::connect(&url).await.unwrap();
    apply(&db, SCHEMAS).await;
    assert_same(&description(&db).await, &fresh().await, "");
    let kept: Option<String> = db.sql("SELECT VALUE user FROM ONLY login_name:ada").optional().await.unwrap();
    assert_eq!(kept.as_deref(), Some("u1"), "rows outlive an upgrade");
}

#[tokio::test]
async fn migrations_are_noted_once() {
    let db = memory().await;
    apply(&db, SCHEMAS).await;
    apply(&db, SCHEMAS).await;
    let notes: Vec<i64> = db.sql("SELECT VALUE record::id(id) FROM migration").list().await.unwrap();
    let mut distinct = notes.clone();
    distinct.dedup();
    assert!(!notes.is_empty() && notes == distinct, "{notes:?}");
    let leases: Vec<Value> = db.sql("SELECT * FROM schema_lease").list().await.unwrap();
    assert!(leases.is_empty(), "the lease is given back: {leases:?}");
}
