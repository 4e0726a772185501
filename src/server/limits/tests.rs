//! What is counted, for whom, and for how long.

use chrono::{Duration, TimeZone};

use super::*;

fn limits(per_minute: u32) -> (Limits, Clock) {
    let clock = Clock::manual(Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap());
    (Limits::new(clock.clone(), per_minute, 1), clock)
}

fn ip(text: &str) -> Option<IpAddr> {
    Some(text.parse().unwrap())
}

#[test]
fn the_model_window_is_hard_and_slides() {
    let (limits, clock) = limits(3);
    let user = UserId::new("u1");
    for _ in 0..3 {
        limits.check_model_call(&user).unwrap();
        clock.advance(Duration::seconds(10));
    }
    let refused = limits.check_model_call(&user).unwrap_err();
    assert_eq!((refused.code, refused.retry_after_s), (Code::RateLimited, Some(30)));
    assert_eq!(limits.model_window(&user), Window { limit: 3, remaining: 0, reset_s: 30 });
    assert!(limits.check_model_call(&UserId::new("u2")).is_ok(), "others are not concerned");
    clock.advance(Duration::seconds(30));
    assert!(limits.check_model_call(&user).is_ok());
    assert!(limits.check_model_call(&user).is_err(), "only one call had become old");
}

#[test]
fn guesses_at_one_account_from_one_address_are_slowed() {
    let (limits, clock) = limits(1);
    for _ in 0..3 {
        let _ = limits.begin_login(ip("192.0.2.1"), "ada@example.com").unwrap();
    }
    let refused = limits.begin_login(ip("192.0.2.1"), " ADA@example.com").unwrap_err();
    assert_eq!(refused.retry_after_s, Some(20));
    assert!(limits.begin_login(ip("192.0.2.2"), "ada@example.com").is_ok(), "the account itself stays open to others");
    clock.advance(Duration::seconds(20));
    assert!(limits.begin_login(ip("192.0.2.1"), "ada@example.com").is_ok());
}

#[test]
fn a_success_costs_nothing() {
    let (limits, _) = limits(1);
    for _ in 0..500 {
        let attempt = limits.begin_login(ip("192.0.2.1"), "ada@example.com").unwrap();
        limits.give_back(attempt);
    }
}

#[test]
fn many_accounts_from_one_address_are_slowed() {
    let (limits, _) = limits(1);
    let tried = (0..1000).take_while(|i| limits.begin_login(ip("192.0.2.1"), &format!("user{i}@example.com")).is_ok()).count();
    assert_eq!(tried, 3);
}

/// Callers on this machine were hardly limited, and a proxy that nobody declared looks like one.
#[test]
fn sign_ups_from_this_machine_are_limited_like_any() {
    for here in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.1"] {
        let (limits, clock) = limits(1);
        assert_eq!((0..1000).take_while(|_| limits.sign_up(ip(here)).is_ok()).count(), 3, "{here}");
        clock.advance(Duration::minutes(20));
        assert!(limits.sign_up(ip(here)).is_ok() && limits.sign_up(ip(here)).is_err(), "{here}");
    }
}

#[test]
fn the_factor_for_test_machines_is_for_this_machine_only() {
    let limits = Limits::new(Clock::System, 1, 10);
    let made = |from: Option<IpAddr>| (0..1000).take_while(|_| limits.sign_up(from).is_ok()).count();
    assert_eq!(made(ip("192.0.2.1")), 3);
    assert_eq!(made(None), 3);
    assert!(made(ip("127.0.0.1")) >= 30);
}

#[test]
fn guests_come_thirty_at_once_and_one_a_minute() {
    let (limits, clock) = limits(1);
    assert_eq!((0..1000).take_while(|_| limits.new_guest(ip("192.0.2.1")).is_ok()).count(), 30);
    clock.advance(Duration::minutes(1));
    assert!(limits.new_guest(ip("192.0.2.1")).is_ok() && limits.new_guest(ip("192.0.2.1")).is_err());
    assert!(limits.sign_up(ip("192.0.2.1")).is_ok(), "accounts are counted by themselves");
}

#[test]
fn an_address_learns_what_is_left_of_its_attempts() {
    let (limits, clock) = limits(1);
    let stands = || limits.address_window("/auth/login", ip("192.0.2.1")).unwrap();
    assert_eq!(stands(), Window { limit: 3, remaining: 3, reset_s: 0 });
    let first = limits.begin_login(ip("192.0.2.1"), "ada@example.com").unwrap();
    assert_eq!(stands(), Window { limit: 3, remaining: 2, reset_s: 20 });
    limits.give_back(first);
    assert_eq!(stands().remaining, 3);
    for _ in 0..3 {
        let _ = limits.begin_login(ip("192.0.2.1"), "ada@example.com").unwrap();
    }
    clock.advance(Duration::seconds(5));
    let refused = limits.begin_login(ip("192.0.2.1"), "ada@example.com").unwrap_err();
    assert_eq!((stands().remaining, Some(stands().reset_s)), (0, refused.retry_after_s));
    clock.advance(Duration::seconds(15));
    assert_eq!(stands().remaining, 1);
    assert_eq!(limits.address_window("/agents", ip("192.0.2.1")), None);
}

#[test]
fn three_mails_to_strangers_without_a_proven_address() {
    let (limits, clock) = limits(1);
    let user = UserId::new("u1");
    for _ in 0..3 {
        limits.invite_unproven(&user).unwrap();
    }
    let refused = limits.invite_unproven(&user).unwrap_err();
    assert_eq!((refused.code, refused.retry_after_s), (Code::RateLimited, Some(4 * 3600)));
    assert!(refused.message.starts_with("Confirm your own e-mail address"), "{}", refused.message);
    clock.advance(Duration::hours(4));
    assert!(limits.invite_unproven(&user).is_ok());
}

#[test]
fn ten_workspaces_a_minute() {
    let (limits, clock) = limits(1);
    let user = UserId::new("u1");
    assert_eq!((0..100).take_while(|_| limits.make_workspace(&user).is_ok()).count(), 10);
    clock.advance(Duration::seconds(6));
    assert!(limits.make_workspace(&user).is_ok() && limits.make_workspace(&user).is_err());
}

#[test]
fn codes_are_mailed_three_times_an_hour_to_an_account_and_to_an_address() {
    let (limits, clock) = limits(1);
    for n in 1..=3 {
        limits.ask_code(ip(&format!("192.0.2.{n}")), "ada@example.com").unwrap();
    }
    assert_eq!(limits.ask_code(ip("192.0.2.9"), "ADA@example.com ").unwrap_err().retry_after_s, Some(1200));
    let others = (0..100).take_while(|i| limits.ask_code(ip("192.0.2.1"), &format!("user{i}@example.com")).is_ok()).count();
    assert_eq!(others, 2, "three with the one before");
    clock.advance(Duration::minutes(20));
    assert!(limits.ask_code(ip("192.0.2.9"), "ada@example.com").is_ok());
    assert!(limits.ask_code(ip("192.0.2.9"), "ada@example.com").is_err());
}

#[test]
fn addresses_of_one_ipv6_customer_count_as_one() {
    assert_eq!(address_key(ip("2001:db8:1:2:3::4")), address_key(ip("2001:db8:1:2:ffff::1")));
    assert_ne!(address_key(ip("2001:db8:1:2::1")), address_key(ip("2001:db8:1:3::1")));
    assert_eq!(address_key(ip("::ffff:192.0.2.1")), "192.0.2.1");
}

#[test]
fn idle_counters_are_forgotten() {
    let (limits, clock) = limits(5);
    limits.check_model_call(&UserId::new("u1")).unwrap();
    limits.sign_up(ip("192.0.2.1")).unwrap();
    limits.clean_up();
    assert_eq!(limits.len(), 2);
    clock.advance(Duration::minutes(20));
    limits.clean_up();
    assert!(limits.is_empty());
}
