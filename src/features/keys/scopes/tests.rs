use super::*;

#[test]
fn names_are_read_back_and_nothing_else_is() {
    for scope in Scope::all() {
        assert_eq!(Scope::parse(&scope.to_string()), Some(scope));
    }
    for wrong in ["", "agents", "agents:", ":read", "agents:own", "people:read", "Agents:read", "agents:read:write", "*"] {
        assert_eq!(Scope::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_level_includes_the_weaker_ones_of_its_own_area_only() {
    let write = Scope::new(Area::Agents, Level::Write);
    assert!(write.covers(Scope::new(Area::Agents, Level::Read)) && write.covers(write));
    assert!(!write.covers(Scope::new(Area::Agents, Level::Admin)));
    assert!(!write.covers(Scope::new(Area::Documents, Level::Read)));
}

#[test]
fn an_operation_stands_under_one_scope() {
    let mut seen = std::collections::BTreeSet::new();
    for line in OPENS.iter().flat_map(|(_, lines)| lines.iter()) {
        assert!(seen.insert(line), "{line} stands there twice");
    }
}

/// Somebody trusted a label that promised more than keys could do.
#[test]
fn a_label_promises_only_what_its_scope_opens() {
    let promises = [
        ("library", "/agents/library"),
        ("transcripts", "/messages"),
        ("scenarios", "/scenarios"),
        ("export", "/export"),
        ("jobs", "/jobs"),
        ("members", "/members"),
        ("invitations", "/invitations"),
        ("audit log", "audit"),
        ("activity", "/account/activity"),
        ("profile", "/auth/me"),
        ("people", "/admin/users"),
        ("many at once", "bulk"),
        ("make workspaces", "POST /workspaces"),
        ("rename workspaces", "PATCH /workspaces/{id}"),
    ];
    for scope in Scope::all() {
        let opened: Vec<&str> = OPENS.iter().filter(|(held, _)| *held == scope).flat_map(|(_, lines)| lines.iter().copied()).collect();
        assert!(!opened.is_empty(), "{scope} opens nothing");
        for (_, route) in promises.iter().filter(|(word, _)| scope.meaning().contains(word)) {
            assert!(opened.iter().any(|line| line.contains(route)), "{scope} promises {route}: {}", scope.meaning());
        }
    }
}

#[test]
fn what_is_not_named_is_closed() {
    assert_eq!(needed("GET", "/api/v1/agents/{id}"), Some(Scope::new(Area::Agents, Level::Read)));
    assert_eq!(needed("HEAD", "/api/agents"), Some(Scope::new(Area::Agents, Level::Read)));
    for (method, route) in [
        ("POST", "/api/v1/api-keys"),
        ("POST", "/api/v1/agents/{id}/new-thing"),
        ("GET", "/_fn/agents/list"),
        ("GET", "/home"),
        ("GET", "/agents"),
    ] {
        assert_eq!(needed(method, route), None, "{method} {route}");
    }
}
