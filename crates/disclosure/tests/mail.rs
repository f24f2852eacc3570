//! Letters by mail become requests, and answers within them: from what the mailbox hands over, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use disclosure::{
    PURPOSE, State,
    channel::{Channel, ConfirmMethod},
    testing::{Desk, desk, done, now, refused},
};
use kernel::{Error, Id, Never};
use post::incoming::{Attachment, AuthResult, Flags, Incoming, Sender, Taken, Thread, Threaded};
use screen::file::FileKind;
use testkit::{TestOffice, on_both};

const MAILBOX: &str = "gongkai@example.gov.cn";

fn letter(t: &TestOffice, text: &str) -> Incoming {
    Incoming {
        id: Id::new(),
        message_id: "a@example.org".into(),
        from: Sender { address: "someone@example.org".into(), name: "申请人乙".into() },
        to: vec![MAILBOX.into()],
        subject: "申请公开检测报告".into(),
        text: text.into(),
        attachments: Vec::new(),
        received_at: t.office.clock.now(),
        thread: None,
        auth: AuthResult::UNKNOWN,
        flags: Flags::default(),
        raw: "0".repeat(64),
    }
}

fn answer(t: &TestOffice, to: Id, by: Threaded, text: &str) -> Incoming {
    Incoming { thread: Some(Thread { purpose: PURPOSE.into(), target: to, by }), ..letter(t, text) }
}

fn take(t: &TestOffice, letter: &Incoming) -> Taken {
    let cx = t.office.system_cx("mailbox");
    done(t.office.db.write(|tx| disclosure::take_mail(tx, &cx, letter).map_err(Error::<Never>::from)))
}

fn office(t: &TestOffice) -> Desk {
    let d = desk(t, t.agency("post"), "post");
    let organ = done(t.office.db.read(|tx| identity::find_agency(tx, d.agency).map_err(Error::<Never>::from))).unwrap();
    let office = done(t.office.db.read(|tx| disclosure::office_of(tx, &organ).map_err(Error::<Never>::from)));
    let office = disclosure::DisclosureOffice { email: MAILBOX.into(), ..office };
    done(t.office.db.write(|tx| disclosure::keep_office(tx, &t.cx(&d.head), d.agency, &office)));
    d
}

fn request_of(t: &TestOffice, taken: Taken) -> disclosure::request::Request {
    let Taken::As(id) = taken else { panic!("the letter was left") };
    done(t.office.db.read(|tx| disclosure::find_request(tx, id).map_err(Error::<Never>::from))).unwrap()
}

#[test]
fn a_letter_waits_for_confirmation_and_the_answer_to_our_receipt_confirms_it() {
    on_both(|t| {
        let d = office(t);
        let first = letter(t, "姓名：申请人乙\n身份证号：11010519491231002X\n申请内容：2025年检测报告");
        let request = request_of(t, take(t, &first));
        assert_eq!((request.channel, request.state()), (Channel::Email, Some(State::Arrived)));
        assert_eq!(request.received_on, None, "a letter by mail fixes no day of receipt");
        // The mailbox may hand one letter over twice.
        assert_eq!(request_of(t, take(t, &first)).number(), request.number());

        t.turn_to("2026-03-04T09:00:00");
        // Somebody who only refers to our mail may be somebody else.
        take(t, &answer(t, request.id(), Threaded::Answer, "确认"));
        assert_eq!(now(t, request.number()).state(), Some(State::Arrived));
        // A sender the server doubts confirms nothing, even to the signed address.
        let mut forged = answer(t, request.id(), Threaded::Signed, "确认");
        forged.flags.is_doubtful = true;
        take(t, &forged);
        assert_eq!(now(t, request.number()).state(), Some(State::Arrived));

        take(t, &answer(t, request.id(), Threaded::Signed, "确认"));
        let confirmed = now(t, request.number());
        assert_eq!(confirmed.state(), Some(State::Received));
        assert_eq!(confirmed.confirm_method, Some(ConfirmMethod::Email));
        assert_eq!(confirmed.received_on, Some("2026-03-04".parse().unwrap()));

        // Asked to say more, the applicant answers by mail: the limit begins anew.
        t.turn_to("2026-03-05T09:00:00");
        let points = vec!["请写明产品批次".to_owned()];
        let seen = confirmed.matter.version;
        done(
            t.office
                .db
                .write(|tx| disclosure::ask_for_correction(tx, &t.cx(&d.clerk), request.number(), seen, &points, None)),
        );
        t.turn_to("2026-03-10T09:00:00");
        take(t, &answer(t, request.id(), Threaded::Signed, "第七批次\n> 请写明产品批次"));
        let corrected = now(t, request.number());
        assert_eq!(corrected.state(), Some(State::Received));
        assert_eq!(corrected.reply_clock.unwrap().counted_from(), "2026-03-10".parse().unwrap());
        let said = done(
            t.office
                .db
                .read(|tx| disclosure::private_of(tx, &t.cx(&d.clerk), request.id()).map_err(Error::<Never>::from)),
        );
        assert!(
            said.description.contains("第七批次") && !said.description.contains("> 请写明"),
            "{}",
            said.description
        );
        assert_eq!(said.applicant.email, "someone@example.org");
        t.ledger_is_good();
    });
}

#[test]
fn without_identity_it_is_kept_and_to_nobodys_mailbox_it_is_left() {
    on_both(|t| {
        let d = office(t);
        let request = request_of(t, take(t, &letter(t, "请公开检测报告。")));
        assert_eq!(request.applicant_shown.chars().count(), 4, "{}", request.applicant_shown);
        let said = done(
            t.office
                .db
                .read(|tx| disclosure::private_of(tx, &t.cx(&d.clerk), request.id()).map_err(Error::<Never>::from)),
        );
        assert_eq!(said.applicant.document, "", "identity is asked for, nothing is lost");
        let mut strayed = letter(t, "你好");
        strayed.to = vec!["other@example.gov.cn".into()];
        assert_eq!(take(t, &strayed), Taken::Left);
        t.ledger_is_good();
    });
}

#[test]
fn attachments_come_along_and_are_scanned_afterwards() {
    on_both(|t| {
        let d = office(t);
        let mut with = letter(t, "见附件");
        let attachment = |name: &str, digest: Option<String>| Attachment {
            name: name.into(),
            digest,
            size: 4,
            kind: FileKind::Text,
            is_inline: false,
            left_out: None,
        };
        with.attachments = vec![
            attachment("申请书.txt", Some(t.office.objects.put("申请".as_bytes()).unwrap())),
            attachment("太大.pdf", None),
        ];
        let request = request_of(t, take(t, &with));
        let files = done(t.office.db.read(|tx| disclosure::files_of(tx, request.id()).map_err(Error::<Never>::from)));
        assert_eq!(files.len(), 1, "what was left out is not there");
        assert_eq!(files[0].file.scan, "not-scanned", "never called clean before somebody looked");
        // No scanner: nothing changes, and nothing fails.
        assert!(!disclosure::scan_waiting(&t.office, &antivirus::Scanner::none(), 10).unwrap());
        let (number, file) = (request.number().to_owned(), files[0].id);
        done(t.office.db.write(|tx| disclosure::read_file(tx, &t.cx(&d.clerk), &number, file)));
        // What the scanner finds afterwards is handed out to nobody.
        let found = |tx: &mut kernel::Tx| {
            tx.execute("UPDATE disclosure_files SET scan = 'infected' WHERE id = $1", kernel::params![file])
                .map_err(Error::<Never>::from)
        };
        done(t.office.db.write(found));
        let no = refused(t.office.db.write(|tx| disclosure::read_file(tx, &t.cx(&d.clerk), &number, file)));
        assert_eq!(no, disclosure::Refused::Locked { name: "申请书.txt".into() });
    });
}
