//! Requests in one line, for stories of this crate and of those above it. Chinese terms as data.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::{
    channel::{ApplicantKind, Channel, Form, Way},
    reply::Drafted,
    request::{Applicant, Filing, Request, StoredFile, Typed},
};
use kernel::{Error, Id, Refusal, Role, Who};
use testkit::TestOffice;

/// The people a request needs.
pub struct Desk {
    /// The agency.
    pub agency: Id,
    /// 经办
    pub clerk: Who,
    /// 审核
    pub reviewer: Who,
    /// 保密审查
    pub secrecy: Who,
    /// 机构负责人
    pub head: Who,
    /// 签发
    pub signer: Who,
    /// 主管部门
    pub authority: Who,
}

/// The people at `agency`; `mark` keeps their names apart from those of another agency.
pub fn desk(t: &TestOffice, agency: Id, mark: &str) -> Desk {
    let member = |name: &str, role| t.staff(&format!("{mark}-{name}"), &[(agency, role)]);
    Desk {
        agency,
        clerk: member("clerk", Role::DisclosureDesk),
        reviewer: member("reviewer", Role::DisclosureReview),
        secrecy: member("secrecy", Role::SecrecyReview),
        head: member("head", Role::DisclosureHead),
        signer: member("signer", Role::DisclosureSign),
        authority: member("authority", Role::DisclosureAuthority),
    }
}

/// Runs a verb that must succeed.
pub fn done<T, R: Refusal>(result: Result<T, Error<R>>) -> T {
    match result {
        Ok(value) => value,
        Err(Error::Refused(r)) => panic!("refused: {r:?}"),
        Err(Error::Broken(b)) => panic!("broken: {b}"),
    }
}

/// The refusal of a verb that must be refused.
pub fn refused<T: std::fmt::Debug, R: Refusal>(result: Result<T, Error<R>>) -> R {
    match result {
        Err(Error::Refused(r)) => r,
        other => panic!("not refused: {other:?}"),
    }
}

/// What somebody types who asks for `what`.
pub fn typed(what: &str) -> Typed {
    Typed {
        applicant_kind: Some(ApplicantKind::Person),
        applicant: Applicant {
            name: "申请人甲".into(),
            document: "11010519491231002X".into(),
            phone: "13800000000".into(),
            email: "applicant@example.org".into(),
            address: "中山路2号".into(),
            ..Applicant::default()
        },
        description: what.to_owned(),
        form: Some(Form::Electronic),
        way: Some(Way::Web),
        ..Typed::default()
    }
}

/// A checked request for `what` by `channel`, arriving today.
pub fn filing(t: &TestOffice, channel: Channel, what: &str) -> Filing {
    Filing::from_typed(&typed(what), channel, t.system().today()).expect("what a story types is complete")
}

/// A request as it stands now.
pub fn now(t: &TestOffice, number: &str) -> Request {
    done(t.office.db.read(|tx| crate::find_by_number(tx, number).map_err(Error::<kernel::Never>::from)))
        .expect("there is such a request")
}

/// Files a request by `channel` as whoever does that, today; gives the request and its follow key.
pub fn filed(t: &TestOffice, d: &Desk, channel: Channel, what: &str) -> (Request, String) {
    let f = filing(t, channel, what);
    let who = if channel == Channel::Web { Who::Public } else { d.clerk.clone() };
    let s = done(t.office.db.write(|tx| crate::submit(tx, &t.cx(&who), d.agency, &f)));
    (s.request, s.follow_key)
}

/// A file that was looked at.
pub fn file(t: &TestOffice, name: &str, text: &str) -> StoredFile {
    StoredFile {
        name: name.to_owned(),
        media_type: "text/plain".into(),
        size: i64::try_from(text.len()).unwrap(),
        digest: t.office.objects.put(text.as_bytes()).unwrap(),
        scan: "clean".into(),
    }
}

/// A draft with everything its outcome asks for in words.
pub fn drafted(code: &str) -> Drafted {
    Drafted {
        outcome: code.to_owned(),
        grounds: if code == "P-1" { vec!["D-4".into()] } else { Vec::new() },
        facts: "经检索本机关档案。".into(),
        reasons: "理由在此说明；已征求第三方意见。".into(),
        directions: "可以在本机关网站查阅。".into(),
        provision: "档案法 第二十八条".into(),
        other_organ: "某市自然资源局".into(),
        other_contact: "0311-00000009".into(),
    }
}

/// Drafts, submits, reviews and signs a reply without records.
pub fn replied(t: &TestOffice, d: &Desk, number: &str, code: &str) -> Request {
    let draft = drafted(code);
    let v = now(t, number).matter.version;
    done(t.office.db.write(|tx| crate::save_reply(tx, &t.cx(&d.clerk), number, v, &draft)));
    let v = now(t, number).matter.version;
    done(t.office.db.write(|tx| crate::submit_reply(tx, &t.cx(&d.clerk), number, v)));
    reviewed_and_signed(t, d, number)
}

/// Takes a submitted reply through review and signature.
pub fn reviewed_and_signed(t: &TestOffice, d: &Desk, number: &str) -> Request {
    let v = now(t, number).matter.version;
    let records =
        done(t.office.db.read(|tx| {
            crate::records_of(tx, &t.cx(&d.clerk), now(t, number).id()).map_err(Error::<kernel::Never>::from)
        }));
    let gives = !records.is_empty()
        && done(t.office.db.read(|tx| {
            crate::replies_of(tx, &t.cx(&d.clerk), now(t, number).id()).map_err(Error::<kernel::Never>::from)
        }))
        .last()
        .and_then(|r| crate::outcome::find(&r.drafted.outcome))
        .is_some_and(|o| o.gives != crate::outcome::Gives::None);
    if gives {
        done(t.office.db.write(|tx| crate::forward(tx, &t.cx(&d.reviewer), number, v, "")));
        let v = now(t, number).matter.version;
        done(t.office.db.write(|tx| crate::clear(tx, &t.cx(&d.secrecy), number, v, "")));
    } else {
        done(t.office.db.write(|tx| crate::pass(tx, &t.cx(&d.reviewer), number, v, "")));
    }
    let v = now(t, number).matter.version;
    done(t.office.db.write(|tx| crate::sign(tx, &t.cx(&d.signer), number, v)))
}
