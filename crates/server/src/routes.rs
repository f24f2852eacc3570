//! The whole URL map with the access of each address. A route that is not here does not exist, and
//! none is without a declared access. (over 500 lines: one table is read as one.)

use crate::{pages, serving::Hall};
use axum::{
    Extension, Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use identity::pages::{
    edge::Acting,
    register::{register, register_form},
};
use kernel::{Office, Role, Who};
use std::sync::Arc;
use web::Problem;

/// Who may reach an address at all. Whether a row behind it is theirs is decided in the row's query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Somebody with a session, also one that still lacks the second factor.
    Session,
    /// A signed-in person of the public.
    Person,
    /// Anybody in office.
    Staff,
    /// Somebody in office with one of these posts, at any agency.
    Posts(&'static [Role]),
}

impl Access {
    /// Whether `acting` may go on.
    fn allows(self, acting: &Acting) -> bool {
        match self {
            Access::Public => true,
            Access::Session => acting.session.is_some(),
            Access::Person => matches!(acting.cx.who, Who::Person { .. }),
            Access::Staff => matches!(acting.cx.who, Who::Staff { .. }),
            Access::Posts(roles) => roles.iter().any(|r| acting.cx.who.holds_anywhere(*r)),
        }
    }
}

/// One address.
pub struct Route {
    /// The method; read by the test that puts the map on paper.
    #[cfg_attr(not(test), allow(dead_code))]
    pub method: &'static str,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// Who may reach it.
    pub access: Access,
    handler: MethodRouter<Arc<Office>>,
}

macro_rules! routes {
    ($($method:ident $path:literal $access:expr => $handler:expr;)*) => {
        vec![$(Route { method: method_name(stringify!($method)), path: $path, access: $access, handler: axum::routing::$method($handler) }),*]
    };
}

const fn method_name(function: &'static str) -> &'static str {
    match function.as_bytes() {
        b"get" => "GET",
        b"post" => "POST",
        _ => "*",
    }
}

/// The table.
#[rustfmt::skip]
pub fn all() -> Vec<Route> {
    use Access::{Person, Posts, Public, Session, Staff};
    use cases::pages::{correction, desk, draft, draft_check, draft_delivery, draft_materials, draft_overview, draft_start, mine, mine_case, public as progress, public_ledger, withdrawal};
    use identity::pages::{account, messages, organisations, regions, sign_in, staff};
    use items::pages::{catalogue, changes, desk as item_desk, desk_list, guide, path, versions};
    use licences::pages::{desk as licence_desk, mine as wallet, public as verification};
    use ratings::pages::{code as rating_code, desk as rating_desk, public as rating_public, rate};
    use publishing::pages::{desk as pub_desk, desk_act as pub_act, desk_edit as pub_edit, desk_list as pub_list, disclosure, public as publication, revisions, section};
    use register::pages as rule_pages;
    use sites::pages as site_pages;
    use duties::pages as duty_pages;
    use monitor::pages::{desk as monitor_desk, reports as monitor_reports, site as monitor_site};
    use portal::pages as portal_pages;
    use report::pages as report_pages;
    use ::disclosure::pages::{answers as reply_log, check as ask_check, complaint as reply_complaint, consult, desk as ask_desk, follow, hints, intake, mine as my_requests, public as asking};
    const EDITOR: Access = Posts(&[Role::ItemEditor]);
    const ADMIN: Access = Posts(&[Role::SystemAdmin]);
    const AUDIT: Access = Posts(&[Role::AuditAdmin]);
    const LICENCES: Access = Posts(&[Role::LicenceMaking, Role::Decision, Role::Head, Role::Supervision]);
    const RATINGS: Access = Posts(&[Role::RatingHandler, Role::Supervision]);
    const CASES: Access = Posts(&[Role::Reception, Role::Acceptance, Role::Examination, Role::Decision, Role::Head, Role::GovernmentHead, Role::LicenceMaking, Role::Delivery, Role::Supervision]);
    const PUBLISHERS: &[Role] = &[Role::PublicationDrafting, Role::PublicationReview, Role::SecrecyReview, Role::PublicationSignOff];
    const SITES: Access = Posts(&[Role::SiteAdmin, Role::PlatformAdmin]);
    const PLATFORM: Access = Posts(&[Role::PlatformAdmin]);
    const KEEPER: Access = Posts(&[Role::RegisterKeeper]);
    const RULE_POLICIES: Access = Posts(&[Role::RegisterKeeper, Role::PlatformAdmin]);
    const DUTIES: Access = Posts(&[Role::DutyKeeper]);
    const DUTY_VIEW: Access = Posts(&[Role::DutyKeeper, Role::Supervision]);
    const MONITOR: Access = Posts(&[Role::PlatformAdmin, Role::SiteAdmin, Role::DutyKeeper, Role::Supervision]);
    const ASKED: Access = Posts(&[Role::DisclosureDesk, Role::DisclosureReview, Role::DisclosureHead, Role::DisclosureSign, Role::SecrecyReview, Role::DisclosureAuthority]);
    const ASKED_HERE: Access = Posts(&[Role::DisclosureDesk, Role::DisclosureReview, Role::DisclosureHead, Role::DisclosureSign, Role::SecrecyReview]);
    const ASK_DESK: Access = Posts(&[Role::DisclosureDesk]);
    const ASK_OFFICE: Access = Posts(&[Role::DisclosureDesk, Role::DisclosureHead]);
    const ASK_HEAD: Access = Posts(&[Role::DisclosureHead]);
    const PROPOSED: Access = Posts(&[Role::DisclosureDesk, Role::DisclosureHead, Role::PublicationDrafting]);
    const REPORTS: Access = Posts(&[Role::DisclosureDesk, Role::DisclosureReview, Role::DisclosureHead, Role::DisclosureSign, Role::DisclosureAuthority]);
    const REPORT_DESK: Access = Posts(&[Role::DisclosureDesk]);
    const REPORT_ACTS: Access = Posts(&[Role::DisclosureDesk, Role::DisclosureHead, Role::DisclosureSign]);
    const AUTHORITY: Access = Posts(&[Role::DisclosureAuthority]);
    const SYNONYMS: Access = Posts(&[Role::DutyKeeper, Role::PlatformAdmin]);
    routes! {
        // The hall
        get  "/api/openapi.json" Public => pages::openapi_document;
        get  "/desk/ledger" AUDIT => pages::audit;
        // Identity
        get  "/sign-in" Public => sign_in::sign_in_form;
        post "/sign-in" Public => sign_in::sign_in;
        get  "/sign-in/second-factor" Public => sign_in::second_factor_form;
        post "/sign-in/second-factor" Public => sign_in::give_second_factor;
        get  "/sign-in/password" Public => sign_in::password_form;
        post "/sign-in/password" Public => sign_in::choose_password;
        post "/sign-out" Public => sign_in::end_session;
        post "/sign-out/everywhere" Session => sign_in::end_every_session;
        get  "/register" Public => register_form;
        post "/register" Public => register;
        get  "/my/account" Person => account::account;
        post "/my/account/unmasking" Person => account::account_unmasked;
        get  "/my/account/contact" Person => account::contact_form;
        post "/my/account/contact" Person => account::save_contact;
        post "/account/language" Session => account::save_language;
        get  "/my/organisations" Person => organisations::organisations;
        post "/my/organisations" Person => organisations::add_organisation;
        get  "/my/organisations/new" Person => organisations::new_organisation_form;
        get  "/my/organisations/{id}" Person => organisations::organisation;
        post "/my/organisations/{id}/agents" Person => organisations::add_agent;
        post "/my/organisations/{id}/agents/{authorisation}/revocation" Person => organisations::remove_agent;
        post "/my/acting" Person => organisations::choose_acting;
        get  "/my/messages" Person => messages::messages;
        post "/my/messages/reading" Person => messages::read_messages;
        get  "/desk/account" Staff => account::desk_account;
        get  "/desk/staff" ADMIN => staff::staff_list;
        post "/desk/staff" ADMIN => staff::new_staff;
        get  "/desk/staff/new" ADMIN => staff::new_staff_form;
        get  "/desk/staff/{id}" ADMIN => staff::staff_member;
        post "/desk/staff/{id}/posts" ADMIN => staff::give_post;
        post "/desk/staff/{id}/posts/withdrawal" ADMIN => staff::take_post;
        post "/desk/staff/{id}/credentials" ADMIN => staff::new_credentials;
        post "/desk/staff/{id}/closure" ADMIN => staff::close_staff_account;
        post "/desk/staff/{id}/reopening" ADMIN => staff::reopen_staff_account;
        get  "/regions" Public => regions::regions;
        get  "/regions/{code}" Public => regions::region;
        get  "/regions/{code}/children" Public => regions::region_children;
        // Items
        get  "/items" Public => catalogue::list;
        get  "/items/{slug}" Public => guide::guide;
        get  "/items/{slug}/guide.pdf" Public => guide::guide_pdf;
        get  "/items/{slug}/due-date" Public => guide::due_date;
        get  "/items/{slug}/path" Public => path::path;
        get  "/items/{slug}/versions" Public => versions::versions;
        get  "/items/{slug}/versions/{n}" Public => versions::version;
        get  "/desk/items" EDITOR => desk_list::list;
        get  "/desk/items/{id}" EDITOR => item_desk::item;
        post "/desk/items/{id}/draft" EDITOR => item_desk::save;
        post "/desk/items/{id}/publication" EDITOR => item_desk::publish;
        post "/desk/items/{id}/withdrawal" EDITOR => item_desk::withdraw;
        get  "/desk/items/{id}/changes" EDITOR => changes::changes_between;
        get  "/api/v1/items" Public => items::api::list_items;
        get  "/api/v1/items/{slug}" Public => items::api::item;
        get  "/api/v1/agencies" Public => items::api::list_agencies;
        // Drafts. Saving is let through without a session: the draft's own token, checked by the handler, may only add to that draft.
        post "/items/{slug}/drafts" Public => draft_start::begin;
        get  "/my/drafts/{id}" Person => draft_overview::overview;
        post "/my/drafts/{id}/version" Person => draft_overview::move_to_current;
        post "/my/drafts/{id}/removal" Person => draft_overview::discard;
        get  "/my/drafts/{id}/sections/{key}" Person => draft::section;
        post "/my/drafts/{id}/sections/{key}" Public => draft::save_section;
        get  "/my/drafts/{id}/materials" Person => draft_materials::materials;
        post "/my/drafts/{id}/materials" Public => draft_materials::save_materials;
        get  "/my/drafts/{id}/files/{row}" Person => draft_materials::file;
        get  "/my/drafts/{id}/delivery" Person => draft_delivery::delivery;
        post "/my/drafts/{id}/delivery" Public => draft_delivery::save_delivery;
        get  "/my/drafts/{id}/check" Person => draft_check::check;
        post "/my/drafts/{id}/submission" Public => draft_check::submit;
        // The applicant's cases
        get  "/my" Person => mine::home;
        get  "/my/cases" Person => mine::cases;
        get  "/my/cases/{number}" Person => mine_case::case;
        get  "/my/cases/{number}/notices/{file}" Person => mine_case::notice;
        get  "/my/cases/{number}/files/{row}" Person => mine_case::file;
        get  "/my/cases/{number}/withdrawal" Person => withdrawal::withdrawal;
        post "/my/cases/{number}/withdrawal" Person => withdrawal::withdraw;
        get  "/my/cases/{number}/correction" Person => correction::correction;
        post "/my/cases/{number}/correction" Person => correction::supplement;
        get  "/api/v1/my/cases" Person => cases::api::my_cases;
        get  "/api/v1/my/cases/{number}" Person => cases::api::my_case;
        // The public's view
        get  "/progress" Public => progress::progress;
        get  "/figures" Public => progress::figures_page;
        get  "/how-handled" Public => progress::how_handled;
        get  "/ledger" Public => public_ledger::ledger;
        get  "/api/v1/progress/{number}" Public => cases::api::progress;
        get  "/api/v1/ledger/entries/{hash}" Public => cases::api::ledger_entry;
        // The desk
        get  "/desk" Staff => desk::worklist;
        get  "/desk/cases/{number}" CASES => desk::show_case;
        get  "/desk/cases/{number}/files/{row}" CASES => desk::case_file;
        get  "/desk/cases/{number}/notices/{file}" CASES => desk::case_notice;
        post "/desk/cases/{number}/claim" CASES => desk::claim;
        post "/desk/cases/{number}/release" CASES => desk::release;
        post "/desk/cases/{number}/disclosure" CASES => desk::disclose;
        post "/desk/cases/{number}/acceptance" CASES => desk::accept;
        post "/desk/cases/{number}/correction" CASES => desk::ask_for_correction;
        post "/desk/cases/{number}/non-acceptance" CASES => desk::refuse_acceptance;
        post "/desk/cases/{number}/termination" CASES => desk::terminate;
        post "/desk/cases/{number}/examination" CASES => desk::examine;
        post "/desk/cases/{number}/special-procedure" CASES => desk::start_special;
        post "/desk/cases/{number}/special-procedure-end" CASES => desk::end_special;
        post "/desk/cases/{number}/extension" CASES => desk::extend;
        post "/desk/cases/{number}/return" CASES => desk::send_back;
        post "/desk/cases/{number}/grant" CASES => desk::grant;
        post "/desk/cases/{number}/denial" CASES => desk::deny;
        post "/desk/cases/{number}/licence" CASES => desk::make_licence;
        post "/desk/cases/{number}/delivery" CASES => desk::deliver;
        // Licences
        get  "/verify" Public => verification::verify_form;
        post "/verify" Public => verification::verify_file;
        get  "/verify/{identifier}" Public => verification::verify;
        get  "/api/v1/licences/{identifier}" Public => verification::api;
        get  "/my/licences" Person => wallet::wallet;
        get  "/my/licences/{identifier}" Person => wallet::licence;
        get  "/my/licences/{identifier}/file.pdf" Person => wallet::file;
        post "/my/licences/{identifier}/copies" Person => wallet::copy;
        get  "/my/licences/{identifier}/copies/{copy}/file.pdf" Person => wallet::copy_file;
        get  "/desk/licences" LICENCES => licence_desk::list;
        get  "/desk/licences/{identifier}" LICENCES => licence_desk::licence;
        get  "/desk/licences/{identifier}/file.pdf" LICENCES => licence_desk::file;
        post "/desk/licences/{identifier}/state" LICENCES => licence_desk::change;
        // Ratings
        get  "/ratings" Public => rating_public::show;
        get  "/my/cases/{number}/rating" Person => rate::show;
        post "/my/cases/{number}/rating" Person => rate::give;
        get  "/rate/{token}" Public => rate::show_link;
        post "/rate/{token}" Public => rate::give_link;
        get  "/desk/ratings" RATINGS => rating_desk::list;
        get  "/desk/ratings/{id}" RATINGS => rating_desk::show;
        post "/desk/ratings/{id}/answer" RATINGS => rating_desk::give_answer;
        post "/desk/ratings/{id}/rectification" RATINGS => rating_desk::give_rectification;
        get  "/desk/cases/{number}/rating-code" CASES => rating_code::show;
        // Publishing
        get  "/publications/{number}" Public => publication::show;
        get  "/publications/{number}/files/{n}" Public => publication::file;
        get  "/publications/{number}/revisions/{pair}" Public => revisions::compare;
        get  "/sections/{key}" Public => section::show;
        get  "/disclosure" Public => disclosure::show;
        get  "/desk/publications" Posts(PUBLISHERS) => pub_list::list;
        get  "/desk/publications/new" Posts(&[Role::PublicationDrafting]) => pub_edit::begin;
        post "/desk/publications" Posts(&[Role::PublicationDrafting]) => pub_edit::save_new;
        post "/desk/publications/paste" Posts(&[Role::PublicationDrafting]) => pub_edit::paste;
        get  "/desk/publications/{number}" Posts(PUBLISHERS) => pub_desk::show;
        get  "/desk/publications/{number}/edit" Posts(&[Role::PublicationDrafting]) => pub_edit::change;
        post "/desk/publications/{number}/edit" Posts(&[Role::PublicationDrafting]) => pub_edit::save;
        post "/desk/publications/{number}/files" Posts(&[Role::PublicationDrafting]) => pub_edit::upload;
        get  "/desk/publications/{number}/files/{n}" Posts(PUBLISHERS) => pub_edit::file;
        post "/desk/publications/{number}/files/{n}/removal" Posts(&[Role::PublicationDrafting]) => pub_edit::remove;
        post "/desk/publications/{number}/check" Posts(PUBLISHERS) => pub_act::check_again;
        post "/desk/publications/{number}/acknowledgement" Posts(PUBLISHERS) => pub_act::acknowledge_finding;
        post "/desk/publications/{number}/{act}" Posts(PUBLISHERS) => pub_act::act;
        get  "/api/v1/publications" Public => publishing::api::list;
        get  "/api/v1/publications/{number}" Public => publishing::api::show;
        // Sites
        get  "/site.css" Public => site_pages::stylesheet;
        get  "/desk/sites" SITES => site_pages::desk::list;
        get  "/desk/sites/new" PLATFORM => site_pages::desk_facts::new_form;
        post "/desk/sites/new" PLATFORM => site_pages::desk_facts::open_new;
        get  "/desk/sites/{key}" SITES => site_pages::desk_facts::show;
        post "/desk/sites/{key}" SITES => site_pages::desk_facts::save;
        post "/desk/sites/{key}/closing" PLATFORM => site_pages::desk_facts::close;
        get  "/desk/sites/{key}/home" SITES => site_pages::desk_home::show;
        post "/desk/sites/{key}/home" SITES => site_pages::desk_home::save;
        get  "/desk/sites/{key}/sections" SITES => site_pages::desk_sections::list;
        post "/desk/sites/{key}/sections" SITES => site_pages::desk_sections::open_new;
        get  "/desk/sites/{key}/sections/new" SITES => site_pages::desk_sections::new_form;
        get  "/desk/sites/{key}/sections/{section}" SITES => site_pages::desk_sections::show;
        post "/desk/sites/{key}/sections/{section}" SITES => site_pages::desk_sections::save;
        get  "/desk/sites/{key}/banner" SITES => site_pages::desk_banner::show;
        post "/desk/sites/{key}/banner" SITES => site_pages::desk_banner::raise;
        post "/desk/sites/{key}/banner/lowering" SITES => site_pages::desk_banner::lower;
        // Register
        get  "/rules" Public => rule_pages::list::show;
        get  "/rules/by-title" Public => rule_pages::rule::by_title;
        get  "/rules/{slug}" Public => rule_pages::rule::show;
        get  "/rules/{slug}/versions/{n}" Public => rule_pages::rule::version;
        get  "/rules/{slug}/versions/{n}/{file}" Public => rule_pages::files::give;
        get  "/rules/{slug}/as-of" Public => rule_pages::rule::as_of;
        get  "/rules/{slug}/compare" Public => rule_pages::compare::show;
        get  "/rules/cleanups/{number}" Public => rule_pages::cleanup::result;
        get  "/desk/rules" KEEPER => rule_pages::desk::list;
        post "/desk/rules" KEEPER => rule_pages::draft::create;
        get  "/desk/rules/new" KEEPER => rule_pages::draft::new;
        get  "/desk/rules/policies" RULE_POLICIES => rule_pages::policies::show;
        post "/desk/rules/policies" PLATFORM => rule_pages::policies::keep;
        get  "/desk/rules/settings" KEEPER => rule_pages::settings::show;
        post "/desk/rules/settings" KEEPER => rule_pages::settings::keep;
        get  "/desk/rules/{slug}/versions/{n}/metadata" KEEPER => rule_pages::metadata::ask;
        post "/desk/rules/{slug}/versions/{n}/metadata" KEEPER => rule_pages::metadata::give;
        get  "/desk/rules/{slug}" KEEPER => rule_pages::record::show;
        get  "/desk/rules/{slug}/edit" KEEPER => rule_pages::draft::edit;
        post "/desk/rules/{slug}/edit" KEEPER => rule_pages::draft::save;
        get  "/desk/rules/{slug}/amendment" KEEPER => rule_pages::amend::ask;
        post "/desk/rules/{slug}/amendment" KEEPER => rule_pages::amend::give;
        get  "/desk/rules/{slug}/{act}" KEEPER => rule_pages::record::ask;
        post "/desk/rules/{slug}/{act}" KEEPER => rule_pages::record::give;
        post "/desk/rules/cleanups" KEEPER => rule_pages::cleanup::open;
        get  "/desk/rules/cleanups/new" KEEPER => rule_pages::cleanup::new;
        get  "/desk/rules/cleanups/{number}" KEEPER => rule_pages::cleanup::show;
        post "/desk/rules/cleanups/{number}" KEEPER => rule_pages::cleanup::decide;
        post "/desk/rules/cleanups/{number}/publication" KEEPER => rule_pages::cleanup::publish;
        get  "/desk/flags" Staff => rule_pages::flags::list;
        post "/desk/flags/{id}" Staff => rule_pages::flags::settle;
        get  "/api/v1/rules" Public => register::api::list;
        get  "/api/v1/rules/{slug}" Public => register::api::show;
        get  "/api/v1/rules/{slug}/as-of/{date}" Public => register::api::as_of;
        // Duties
        get  "/duties" Public => duty_pages::coverage::show;
        get  "/duties/township" Public => duty_pages::township::show;
        get  "/duties/catalogue.xlsx" Public => duty_pages::downloads::xlsx;
        get  "/duties/catalogue.csv" Public => duty_pages::downloads::comma_separated;
        get  "/duties/fields/{n}" Public => duty_pages::standard_table::show;
        get  "/duties/agencies/{key}" Public => duty_pages::agency::show;
        get  "/duties/{code}" Public => duty_pages::row::show;
        // Disclosure on request
        get  "/requests" Public => asking::show;
        get  "/requests/check" Public => ask_check::show;
        get  "/requests/hints" Public => hints::hints;
        get  "/requests/new" Public => intake::form;
        post "/requests/new" Public => intake::send;
        get  "/requests/follow" Public => follow::form;
        post "/requests/follow" Public => follow::find;
        get  "/requests/follow/{key}" Public => follow::show;
        post "/requests/follow/{key}/{act}" Public => follow::act;
        get  "/requests/follow/{key}/notices/{file}" Public => follow::notice;
        get  "/requests/follow/{key}/files/{n}" Public => follow::file;
        get  "/requests/complaints/new" Public => reply_complaint::form;
        post "/requests/complaints/new" Public => reply_complaint::send;
        get  "/my/requests" Person => my_requests::list;
        get  "/my/requests/{number}" Person => my_requests::show;
        post "/my/requests/{number}/{act}" Person => my_requests::act;
        get  "/my/requests/{number}/notices/{file}" Person => my_requests::notice;
        get  "/my/requests/{number}/files/{n}" Person => my_requests::file;
        get  "/consultations/{key}" Public => consult::show;
        post "/consultations/{key}" Public => consult::give;
        get  "/answers" Public => reply_log::list;
        get  "/answers/{number}" Public => reply_log::show;
        get  "/answers/{number}/files/{n}" Public => reply_log::file;
        get  "/desk/requests" ASKED => ask_desk::list;
        get  "/desk/requests/new" ASK_DESK => ask_desk::new_request;
        post "/desk/requests/new" ASK_DESK => ask_desk::register_request;
        get  "/desk/requests/figures" ASKED => ask_desk::figures_page;
        get  "/desk/requests/reevaluations" ASK_OFFICE => ask_desk::reevaluations_page;
        post "/desk/requests/reevaluations" ASK_OFFICE => ask_desk::reevaluate_record;
        get  "/desk/requests/proposals" PROPOSED => ask_desk::proposals_page;
        post "/desk/requests/proposals/{id}" PROPOSED => ask_desk::settle_one;
        get  "/desk/requests/office" ASK_HEAD => ask_desk::office_page;
        post "/desk/requests/office" ASK_HEAD => ask_desk::save_settings;
        get  "/desk/requests/templates" ASK_OFFICE => ask_desk::templates_page;
        post "/desk/requests/templates" ASK_OFFICE => ask_desk::keep_words;
        post "/desk/requests/templates/removal" ASK_OFFICE => ask_desk::drop_words;
        get  "/desk/requests/complaints" AUTHORITY => ask_desk::list_complaints_page;
        get  "/desk/requests/complaints/{number}" AUTHORITY => ask_desk::complaint;
        post "/desk/requests/complaints/{number}" AUTHORITY => ask_desk::settle;
        post "/desk/requests/complaints/{number}/rectified" AUTHORITY => ask_desk::rectified;
        get  "/desk/requests/{number}" ASKED => ask_desk::show;
        post "/desk/requests/{number}/applicant" ASKED_HERE => ask_desk::show_applicant;
        get  "/desk/requests/{number}/files/{id}" ASKED => ask_desk::file;
        get  "/desk/requests/{number}/notices/{id}" ASKED => ask_desk::notice;
        post "/desk/requests/{number}/consultations/{id}/{act}" ASK_DESK => ask_desk::act_on_consultation;
        post "/desk/requests/{number}/disputes/{id}/result" ASK_DESK => ask_desk::act_on_dispute;
        get  "/desk/requests/{number}/records" ASKED_HERE => ask_desk::records_page;
        post "/desk/requests/{number}/records" ASK_DESK => ask_desk::add;
        get  "/desk/requests/{number}/records/{n}" ASKED_HERE => ask_desk::record_page;
        post "/desk/requests/{number}/records/{n}" ASK_DESK => ask_desk::decide;
        post "/desk/requests/{number}/records/{n}/release" ASK_DESK => ask_desk::make_file;
        post "/desk/requests/{number}/records/{n}/removal" ASK_DESK => ask_desk::remove;
        get  "/desk/requests/{number}/records/{n}/original" ASKED_HERE => ask_desk::original;
        get  "/desk/requests/{number}/records/{n}/released" ASKED_HERE => ask_desk::released;
        get  "/desk/requests/{number}/reply" ASKED => ask_desk::reply_page;
        post "/desk/requests/{number}/reply" ASK_DESK => ask_desk::draft;
        get  "/desk/requests/{number}/answer" ASK_OFFICE => ask_desk::answer_page;
        post "/desk/requests/{number}/answer" ASK_OFFICE => ask_desk::publish;
        post "/desk/requests/{number}/answer/withdrawal" ASK_OFFICE => ask_desk::withdraw;
        post "/desk/requests/{number}/{act}" ASKED_HERE => ask_desk::act;
        // The annual report
        get  "/reports/annual" Public => report_pages::public::list;
        get  "/reports/annual/{year}/{agency}" Public => report_pages::public::show;
        get  "/reports/annual/{year}/{agency}/{file}" Public => report_pages::downloads::public;
        get  "/desk/reports" REPORTS => report_pages::desk::list;
        post "/desk/reports/deadlines" AUTHORITY => report_pages::desk_act::deadlines;
        get  "/desk/reports/{year}/{agency}" REPORTS => report_pages::desk_show::show;
        get  "/desk/reports/{year}/{agency}/edit" REPORT_DESK => report_pages::desk_edit::form;
        post "/desk/reports/{year}/{agency}/edit" REPORT_DESK => report_pages::desk_edit::change;
        get  "/desk/reports/{year}/{agency}/import" REPORT_DESK => report_pages::desk_import::form;
        post "/desk/reports/{year}/{agency}/import" REPORT_DESK => report_pages::desk_import::look;
        post "/desk/reports/{year}/{agency}/import/application" REPORT_DESK => report_pages::desk_import::apply;
        post "/desk/reports/{year}/{agency}/arrangement" AUTHORITY => report_pages::desk_act::arrangement;
        get  "/desk/reports/{year}/{agency}/{word}" REPORTS => report_pages::downloads::draft;
        post "/desk/reports/{year}/{agency}/{word}" REPORT_ACTS => report_pages::desk_act::act;
        get  "/desk/duties" DUTY_VIEW => duty_pages::desk::list;
        get  "/desk/duties/versions" DUTIES => duty_pages::desk_versions::show;
        post "/desk/duties/absent-fields" DUTIES => duty_pages::desk_versions::explain;
        get  "/desk/duties/import" DUTIES => duty_pages::desk_import::form;
        post "/desk/duties/import" DUTIES => duty_pages::desk_import::look;
        post "/desk/duties/import/application" DUTIES => duty_pages::desk_import::apply;
        get  "/desk/duties/rows/new" DUTIES => duty_pages::desk_row::new;
        post "/desk/duties/rows" DUTIES => duty_pages::desk_row::create;
        get  "/desk/duties/rows/{code}" DUTIES => duty_pages::desk_row::show;
        post "/desk/duties/rows/{code}" DUTIES => duty_pages::desk_row::change;
        post "/desk/duties/rows/{code}/withdrawal" DUTIES => duty_pages::desk_row::withdraw;
        get  "/desk/duties/{code}/{agency}" DUTY_VIEW => duty_pages::desk_duty::show;
        post "/desk/duties/{code}/{agency}/formed" DUTIES => duty_pages::desk_duty::formed;
        post "/desk/duties/{code}/{agency}/elsewhere" DUTIES => duty_pages::desk_duty::elsewhere;
        post "/desk/duties/{code}/{agency}/aside" DUTIES => duty_pages::desk_duty::aside;
        get  "/api/v1/duties" Public => duties::api::list;
        get  "/api/v1/duties/coverage" Public => duties::api::figures;
        get  "/api/v1/duties/{code}" Public => duties::api::show;
        // Monitor
        get  "/desk/monitor" MONITOR => monitor_desk::list;
        get  "/desk/monitor/{site}" MONITOR => monitor_site::show;
        post "/desk/monitor/{site}/run" MONITOR => monitor_site::run;
        get  "/desk/monitor/{site}/report.xlsx" MONITOR => monitor_reports::xlsx;
        get  "/desk/monitor/{site}/report.pdf" MONITOR => monitor_reports::pdf;
        // Portal
        get  "/" Public => portal_pages::home;
        get  "/search" Public => portal_pages::search;
        get  "/search/suggestions" Public => portal_pages::suggestions;
        get  "/api/v1/search" Public => portal::api::search;
        get  "/desk/search" SYNONYMS => portal_pages::synonyms;
        post "/desk/search" SYNONYMS => portal_pages::save_synonyms;
        get  "/feeds/sections/{file}" Public => portal_pages::section_feed;
        get  "/feeds/search.atom" Public => portal_pages::search_feed;
        get  "/feeds/rules.atom" Public => portal_pages::rules_feed;
        get  "/feeds/site.atom" Public => portal_pages::site_feed;
        get  "/sitemap.xml" Public => portal_pages::sitemap_index;
        get  "/sitemap/{file}" Public => portal_pages::sitemap_piece;
        get  "/robots.txt" Public => portal_pages::robots;
        get  "/site-map" Public => portal_pages::site_map;
        get  "/data" Public => portal_pages::data;
        get  "/data/{file}" Public => portal_pages::data_file;
        // Push
        get  "/my/subscriptions" Person => push::pages::mine::show;
        post "/my/subscriptions" Person => push::pages::mine::add;
        post "/my/subscriptions/profile" Person => push::pages::mine::save_mine;
        post "/my/subscriptions/address" Person => push::pages::mine::save_address;
        post "/my/subscriptions/{id}" Person => push::pages::mine::change;
        get  "/my/subscriptions/arrivals/{id}" Person => push::pages::mine::open;
        get  "/subscribe" Public => push::pages::subscribe::show;
        post "/subscribe" Public => push::pages::subscribe::ask;
        get  "/subscriptions/confirm/{token}" Public => push::pages::subscribe::show_confirm;
        post "/subscriptions/confirm/{token}" Public => push::pages::subscribe::give_confirm;
        get  "/unsubscribe/{token}" Public => push::pages::unsubscribe::show;
        post "/unsubscribe/{token}" Public => push::pages::unsubscribe::give;
        get  "/desk/push" Posts(&[Role::PublicationDrafting, Role::PublicationSignOff]) => push::pages::desk::show;
    }
}

/// The router over the table; the pages of `portal` ask the search index of this node.
pub fn router(hall: &Hall) -> Router<Arc<Office>> {
    let mut router = Router::new();
    for route in all() {
        let guarded = route.handler.route_layer(middleware::from_fn_with_state(route.access, guard));
        router = router.route(route.path, guarded);
    }
    router
        .merge(web::routes())
        .fallback(|| async { Problem::not_found() })
        .layer(Extension(Arc::new(hall.finding.index().clone()) as Arc<dyn portal::Finder>))
        .layer(Extension(Arc::new(pages::CaseFigures) as Arc<dyn portal::HallFigures>))
        .layer(Extension(hall.misses.clone()))
        .layer(Extension(hall.tools.clone()))
        .layer(Extension(Arc::new(pages::Wallet) as Arc<dyn items::pages::Holdings>))
        .layer(Extension(Arc::new(pages::DecidedCases) as Arc<dyn items::pages::TakesDays>))
}

/// Lets through whom the route's access allows. Somebody who is not signed in is led to the sign-in; somebody who is,
/// but may not, gets what a wrong address gets.
async fn guard(State(access): State<Access>, acting: Acting, request: Request, next: Next) -> Response {
    if access.allows(&acting) {
        return next.run(request).await;
    }
    if let Some(step) = acting.missing_step() {
        // Half-way in: the second factor, or a password of one's own, comes first.
        return web::redirect(step);
    }
    match &acting.session {
        None => Problem::sign_in().into_response(),
        Some(_) => Problem::not_found().into_response(),
    }
}
