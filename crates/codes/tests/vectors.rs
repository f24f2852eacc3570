//! Codes of the standards and of published data, one line each; and wrong ones with the place that must be named.

// In helpers of tests, too, a panic is a failure with a line number.
#![allow(clippy::unwrap_used)]

use codes::*;
use jiff::civil::date;

#[test]
fn social_credit_codes() {
    for text in [
        "11100000000013338W",
        "11330105002500287C",
        "11110000000021135M",
        "12441500196720244T",
        "11370800MB28559184",
        "11430000006122244L",
        "11441700007280420Y",
        "11370322004222241N",
        "11341702486344515H",
    ] {
        let code = Uscc::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(code.to_string(), text);
        let inner = code.organisation_code().unwrap_or_else(|error| panic!("{text}: {error}"));
        let chars: Vec<char> = text.chars().collect();
        let region = code.region().unwrap();
        assert_eq!(Uscc::make(chars[0], chars[1], &region, &inner).unwrap(), code);
    }
    let state = Uscc::parse("11100000000013338W").unwrap();
    assert_eq!(state.region().unwrap().level(), RegionLevel::Country);
    assert_eq!(state.registration_department(), Some(RegistrationDepartment::Staffing));
    assert_eq!(state.organisation_code().unwrap().hyphenated(), "00001333-8");
}

#[test]
fn a_wrong_social_credit_code_names_the_place() {
    assert_eq!(
        Uscc::parse("11100000000013338X"),
        Err(CodeError::CheckDigit {
            kind: CodeKind::Uscc,
            position: 18,
            expected: "W".into(),
            found: "X".into(),
            from: 1,
            to: 8
        })
    );
    // A mistake in the organisation code is narrowed down to it.
    let Err(CodeError::CheckDigit { from: 9, to: 17, .. }) = Uscc::parse("11100000000013348W") else { panic!() };
    let Err(CodeError::Character { position: 9, found: 'O', expected: Expected::UsccCharacter, .. }) =
        Uscc::parse("11100000O00013338W")
    else {
        panic!()
    };
    let Err(CodeError::Character { position: 4, part: Part::Region, found: 'A', .. }) =
        Uscc::parse("111A0000000013338W")
    else {
        panic!()
    };
    assert_eq!(
        Uscc::parse("1110000000001333"),
        Err(CodeError::Length { kind: CodeKind::Uscc, found: 16, expected: &[18] })
    );
    assert_eq!(Uscc::parse(" \u{3000}\u{200b}"), Err(CodeError::Empty { kind: CodeKind::Uscc }));
}

#[test]
fn organisation_codes() {
    for (text, canonical) in [("00877868-5", "008778685"), ("083372204", "083372204"), ("00877836x", "00877836X")] {
        assert_eq!(OrganisationCode::parse(text).unwrap().as_str(), canonical);
    }
    assert_eq!(OrganisationCode::make("00877836").unwrap().as_str(), "00877836X");
    let Err(CodeError::CheckDigit { position: 9, .. }) = OrganisationCode::parse("008778684") else { panic!() };
}

#[test]
fn resident_ids() {
    let woman = ResidentId::parse("11010519491231002X").unwrap();
    assert_eq!((woman.birth_date(), woman.sex()), (date(1949, 12, 31), Sex::Female));
    assert_eq!(woman.age_on(date(2026, 12, 30)), 76);
    assert_eq!(woman.age_on(date(2026, 12, 31)), 77);
    let man = ResidentId::parse("440524188001010014").unwrap();
    assert_eq!((man.birth_date(), man.sex(), man.region_digits()), (date(1880, 1, 1), Sex::Male, "440524"));
    assert_eq!(ResidentId::parse("１１０１０５ １９４９１２３１ ００２ｘ").unwrap(), woman);
    assert_eq!(ResidentId::from_fifteen("110105491231002").unwrap(), woman);
    assert_eq!(
        ResidentId::make(&RegionCode::parse("110105").unwrap(), date(1949, 12, 31), 2).unwrap().as_str(),
        "11010519491231002X"
    );
    assert_eq!(format!("{woman:?}"), "ResidentId(**************002X)");
}

#[test]
fn a_wrong_resident_id_names_the_place() {
    let part = |text| ResidentId::parse(text).unwrap_err();
    let CodeError::CheckDigit { position: 18, expected, found, .. } = part("110105194912310021") else { panic!() };
    assert_eq!((expected.as_str(), found.as_str()), ("X", "1"));
    let CodeError::Part { part: Part::BirthDate, position: 7, fault: Fault::NoSuchDate, found, .. } =
        part("11010519490231002X")
    else {
        panic!()
    };
    assert_eq!(found, "19490231");
    let CodeError::Character { position: 3, found: 'O', .. } = part("11O10519491231002X") else { panic!() };
    let CodeError::Character { position: 17, found: 'X', .. } = part("1101051949123100X2") else { panic!() };
    let permit = ResidencePermit::make(Origin::HongKong, date(1990, 2, 3), 11).unwrap();
    let CodeError::Part { fault: Fault::IsResidencePermit, .. } = part(permit.as_str()) else { panic!() };
    let CodeError::Part { fault: Fault::IsPermanentResidence, .. } = part("911124198108030024") else { panic!() };
    let born = ResidentId::make(&RegionCode::parse("431202").unwrap(), date(2030, 1, 1), 1).unwrap();
    assert!(ResidentId::parse_on(born.as_str(), date(2030, 1, 1)).is_ok());
    let Err(CodeError::Part { fault: Fault::AfterToday, .. }) = ResidentId::parse_on(born.as_str(), date(2029, 12, 31))
    else {
        panic!()
    };
    // An abolished or unknown division is no reason to refuse.
    assert!(ResidentId::make(&RegionCode::parse("519999").unwrap(), date(1960, 1, 1), 3).is_ok());
}

#[test]
fn residence_permits() {
    for origin in Origin::ALL {
        let permit = ResidencePermit::make(*origin, date(1988, 8, 8), 12).unwrap();
        assert_eq!((permit.origin(), permit.birth_date(), permit.sex()), (*origin, date(1988, 8, 8), Sex::Female));
    }
    let Err(CodeError::Part { part: Part::Origin, .. }) = ResidencePermit::parse("11010519491231002X") else {
        panic!()
    };
}

#[test]
fn travel_documents() {
    for text in ["H12345678", "M12345678", "h1234567801"] {
        assert!(HkMacaoPermit::parse(text).is_ok(), "{text}");
    }
    assert_eq!(HkMacaoPermit::parse("H1234567801").unwrap().issue_count(), Some("01"));
    assert!(HkMacaoPermit::parse("T12345678").is_err());
    assert!(TaiwanPermit::parse("12345678").is_ok() && TaiwanPermit::parse("1234567890").is_ok());
    assert!(TaiwanPermit::parse("123456789").is_err());
    for (text, kind) in [
        ("E12345678", PassportKind::Ordinary),
        ("EA1234567", PassportKind::Ordinary),
        ("G12345678", PassportKind::OrdinaryOld),
        ("SE1234567", PassportKind::Service),
        ("PE1234567", PassportKind::PublicAffairs),
        ("DE1234567", PassportKind::Diplomatic),
    ] {
        assert_eq!(Passport::parse(text).unwrap().passport_kind(), kind, "{text}");
    }
    for (text, position) in [("EI1234567", 2), ("EO1234567", 2), ("GA1234567", 2), ("SA1234567", 2), ("X12345678", 1)] {
        assert_eq!(Passport::parse(text).unwrap_err().position(), Some(position), "{text}");
    }
    assert!(ForeignPassport::parse("C01X00T47").is_ok());
    assert!(ForeignPassport::parse("1234").is_err());
    assert!(PermanentResidence::parse("CAN110108073100").is_ok());
    let card = PermanentResidence::parse("911124198108030024").unwrap();
    assert_eq!(card.birth_date(), Some(date(1981, 8, 3)));
    let Err(CodeError::CheckDigit { position: 18, .. }) = PermanentResidence::parse("911124198108030023") else {
        panic!()
    };
    let document = PersonalDocument::parse(PersonalDocumentKind::TaiwanPermit, "12345678").unwrap();
    assert_eq!(document.masked(), "****5678");
    assert_eq!(PersonalDocumentKind::ResidentId.type_code(), Some("111"));
}

#[test]
fn item_codes() {
    let code = ImplementingItemCode::parse("11370800MB285591843370117002011").unwrap();
    assert_eq!(code.organ().as_str(), "11370800MB28559184");
    assert_eq!(code.level(), ExerciseLevel::Prefecture);
    let basic = code.basic();
    assert_eq!(
        (basic.region(), basic.type_code(), basic.department(), basic.main_item(), basic.sub_item()),
        ("37", "01", "17", "002", Some("011"))
    );
    assert_eq!(basic.item_type().unwrap().term, "行政许可");
    // A type that the dictionary does not have is read all the same.
    let other = ImplementingItemCode::parse("12441500196720244T3442199806003").unwrap();
    assert_eq!((other.basic().type_code(), other.basic().item_type()), ("21", None));
    assert_eq!(ImplementingItemCode::make(&code.organ(), code.level(), &basic), code);

    assert_eq!(BasicItemCode::make("37", "01", "17", 2, 11).unwrap(), basic);
    assert_eq!(BasicItemCode::parse("00010100100y").unwrap().sub_item(), None);
    assert_eq!(BasicItemCode::parse("000101001000").unwrap().sub_item(), None);
    let Err(CodeError::Character { part: Part::MainItem, position: 8, .. }) = BasicItemCode::parse("0001010O1000")
    else {
        panic!()
    };
    let handling = HandlingItemCode::parse("11370800MB28559184337011700201102").unwrap();
    assert_eq!((handling.implementing(), handling.serial()), (code.clone(), "02"));
    assert_eq!(HandlingItemCode::make(&code, 2).unwrap(), handling);
    assert!(HandlingItemCode::make(&code, 0).is_err() && HandlingItemCode::make(&code, 100).is_err());

    let wrong = |text| ImplementingItemCode::parse(text).unwrap_err();
    let CodeError::Character { part: Part::Level, position: 19, found: '7', .. } =
        wrong("11370800MB285591847370117002011")
    else {
        panic!()
    };
    let CodeError::CheckDigit { kind: CodeKind::ImplementingItem, position: 18, .. } =
        wrong("11370800MB285591853370117002011")
    else {
        panic!()
    };
}

#[test]
fn case_numbers() {
    let region = RegionCode::parse("431202").unwrap();
    let number = CaseNumber::make(&region, date(2026, 2, 10), 1).unwrap();
    assert_eq!(number.to_string(), "431202-20260210-0001-84");
    assert_eq!((number.region(), number.filed_on(), number.serial()), ("431202", date(2026, 2, 10), 1));
    for text in ["43120220260210000184", " 431202－20260210–0001—84 ", "４３１２０２2026021000０184"] {
        assert_eq!(CaseNumber::parse(text).unwrap(), number, "{text}");
    }
    assert_eq!(CaseNumber::make(&region, date(2026, 2, 10), 123_456).unwrap().serial(), 123_456);
    assert!(CaseNumber::make(&region, date(2026, 2, 10), 0).is_err());
    assert!(CaseNumber::make(&region, date(2026, 2, 10), u32::MAX).is_err());

    let national = NationalCaseNumber::parse("12441500196720244T3442199806003202206230068").unwrap();
    assert_eq!((national.filed_on(), national.serial()), (date(2022, 6, 23), "0068"));
    assert_eq!(NationalCaseNumber::make(&national.item(), date(2022, 6, 23), 68).unwrap(), national);
    let Err(CodeError::Part { part: Part::Date, position: 32, .. }) =
        NationalCaseNumber::parse("12441500196720244T3442199806003202213230068")
    else {
        panic!()
    };
    // The kind `case` takes both.
    assert_eq!(read(CodeKind::Case, national.as_str()).unwrap().kind, CodeKind::NationalCase);
    assert_eq!(read(CodeKind::Case, number.as_str()).unwrap().kind, CodeKind::Case);
}

#[test]
fn licence_identifiers() {
    for text in [
        "11100000000013338W011.11430000006122244L.20230000403.001.U",
        "11100000MB03271699022.340100.000000016.001.9",
        "11100000000013338W009.11330105002500287C.2025052201.002.0",
    ] {
        let id = LicenceId::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(id.without_root(), text);
        assert_eq!(id.to_string(), format!("1.2.156.3005.2.{text}"));
        assert_eq!(LicenceId::parse(&id.to_string()).unwrap(), id);
        assert!(id.licence_type().definer().is_ok());
        let remade = LicenceId::make(&id.licence_type(), &id.issuer().unwrap(), id.serial(), id.version()).unwrap();
        assert_eq!(remade, id);
        assert_eq!(id.next_version().unwrap().version(), id.version() + 1);
        assert_eq!(read(CodeKind::Licence, text).unwrap().notes, []);
    }
    let wrong = |text: &str| LicenceId::parse(text).unwrap_err();
    let CodeError::CheckDigit { position: 58, expected, .. } =
        wrong("11100000000013338W011.11430000006122244L.20230000403.001.V")
    else {
        panic!()
    };
    assert_eq!(expected, "U");
    let CodeError::Part { part: Part::Version, position: 54, fault: Fault::Zero, .. } =
        wrong("11100000000013338W011.11430000006122244L.20230000403.000.U")
    else {
        panic!()
    };
    let CodeError::Character { part: Part::Serial, position: 47, found: '*', .. } =
        wrong("1.2.156.3005.2.11100000MB03271699022.340100.00*000016.001.9")
    else {
        panic!()
    };
    let CodeError::Part { part: Part::Serial, fault: Fault::Missing, .. } =
        wrong("11100000MB03271699022.340100..001.9")
    else {
        panic!()
    };
    let CodeError::Part { fault: Fault::UnknownShape, .. } = wrong("11100000MB03271699022") else { panic!() };
    let last = LicenceId::parse("11100000MB03271699022.340100.000000016.001.9").unwrap();
    let last = LicenceId::make(&last.licence_type(), &last.issuer().unwrap(), "A1", 999).unwrap();
    assert!(last.next_version().is_err());
}

#[test]
fn region_codes() {
    for (text, canonical, level, parents) in [
        ("65", "650000", RegionLevel::Province, vec![]),
        ("650000000000", "650000", RegionLevel::Province, vec![]),
        ("6502", "650200", RegionLevel::Prefecture, vec!["650000"]),
        ("650202", "650202", RegionLevel::County, vec!["650200", "650000"]),
        ("654300", "654300", RegionLevel::Prefecture, vec!["650000"]),
        ("511602000000", "511602", RegionLevel::County, vec!["511600", "510000"]),
        ("431202001", "431202001", RegionLevel::Township, vec!["431202", "431200", "430000"]),
        ("431202001001", "431202001001", RegionLevel::Village, vec!["431202001", "431202", "431200", "430000"]),
        // A prefecture without counties.
        ("441900003", "441900003", RegionLevel::Township, vec!["441900", "440000"]),
        // Outside of the usual ranges, in real data.
        ("650205001400", "650205001400", RegionLevel::Village, vec!["650205001", "650205", "650200", "650000"]),
        ("１０００００", "100000", RegionLevel::Country, vec![]),
    ] {
        let region = RegionCode::parse(text).unwrap();
        assert_eq!(region.as_str(), canonical);
        assert_eq!(region.level(), level, "{text}");
        assert_eq!(region.ancestors().iter().map(RegionCode::as_str).collect::<Vec<_>>(), parents, "{text}");
        assert!(region.ancestors().iter().all(|above| above.contains(&region) && !region.contains(above)));
    }
    assert_eq!(RegionCode::parse("431202").unwrap().twelve_digits(), "431202000000");
    assert_eq!(RegionCode::parse("431202").unwrap().significant(), "431202");
    assert!(!RegionCode::parse("431202").unwrap().contains(&RegionCode::parse("431221001").unwrap()));
    for text in ["6", "65020", "65020A", "012345", "6502021", ""] {
        assert!(RegionCode::parse(text).is_err(), "{text}");
    }
}

#[test]
fn site_codes() {
    for (text, region) in [
        ("1101020002", Some("110102")),
        ("1200000052", Some("120000")),
        ("5109030018", Some("510903")),
        ("3600000010", Some("360000")),
        ("bm12345678", None),
    ] {
        let code = SiteCode::parse(text).unwrap();
        assert_eq!(code.as_str(), text);
        assert_eq!(code.region().map(|r| r.to_string()).as_deref(), region);
    }
    assert_eq!(SiteCode::parse("BM12345678").unwrap().as_str(), "bm12345678");
    assert_eq!(SiteCode::make(&RegionCode::parse("510903").unwrap(), 18).unwrap().as_str(), "5109030018");
    assert_eq!(SiteCode::parse("51090300l8").unwrap_err().position(), Some(9));
}

#[test]
fn document_numbers() {
    for text in [
        "国办发〔2019〕54号",
        "国办发[2019]54号",
        "国办发（２０１９）第５４号",
        "国办发【2019】54號",
        " 国办发 〔2019〕 54 号",
    ] {
        assert_eq!(DocumentNumber::parse(text).unwrap().to_string(), "国办发〔2019〕54号", "{text}");
    }
    let number = DocumentNumber::parse("国办发明电〔2018〕15号").unwrap();
    assert_eq!((number.issuer_mark(), number.year(), number.serial()), ("国办发明电", 2018, 15));
    assert_eq!(DocumentNumber::make("国办发明电", 2018, 15).unwrap(), number);
    assert!(number.is_canonical("国办发明电〔2018〕15号") && !number.is_canonical("国办发明电[2018]15号"));
    for (text, part, fault) in [
        ("国办发〔2019〕054号", Part::Serial, Fault::LeadingZero),
        ("国办发〔2019〕号", Part::Serial, Fault::Missing),
        ("国办发〔19〕54号", Part::Year, Fault::TooShort),
        ("国办发54号", Part::Year, Fault::Missing),
        ("〔2019〕54号", Part::IssuerMark, Fault::Missing),
        ("国办发〔2019〕54", Part::Serial, Fault::UnknownShape),
        ("国办发〔2019〕99999999999号", Part::Serial, Fault::TooLong),
    ] {
        let Err(CodeError::Part { part: p, fault: f, .. }) = DocumentNumber::parse(text) else { panic!("{text}") };
        assert_eq!((p, f), (part, fault), "{text}");
    }
    assert_eq!(DocumentNumber::parse("国办发〔2O19〕54号").unwrap_err().position(), Some(6));
}

#[test]
fn phones() {
    for (text, canonical) in [
        ("13812341234", "13812341234"),
        ("+86 138-1234-1234", "13812341234"),
        ("0086 13812341234", "13812341234"),
        ("１３８１２３４１２３４", "13812341234"),
        ("(0745) 271 2345", "0745-2712345"),
        ("010-12345678", "010-12345678"),
        ("02123456789", "021-23456789"),
        ("+86 745 2712345", "0745-2712345"),
        ("+86 10 65432100", "010-65432100"),
        ("+86 451 82345678", "0451-82345678"),
        ("+86 851 85345678", "0851-85345678"),
        ("+86 400 123 4567", "4001234567"),
        ("0745-2712345-801", "0745-2712345-801"),
        ("0745-2712345转801", "0745-2712345-801"),
        ("12345", "12345"),
        ("400-123-4567", "4001234567"),
    ] {
        assert_eq!(Phone::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")).to_string(), canonical, "{text}");
    }
    assert_eq!(Phone::parse("12812341234").unwrap_err().position(), Some(2));
    assert_eq!(Phone::parse("1381234123").unwrap_err().message_id(), "codes-error-length");
    assert_eq!(Phone::parse("2712345").unwrap_err().part(), Some(Part::AreaCode));
    assert_eq!(Phone::parse("138I2341234").unwrap_err().position(), Some(4));
    assert!(Phone::parse("0000-1234567").is_err() && Phone::parse("0745-123").is_err());
    assert!(Phone::parse_mobile("0745-2712345").is_err() && Phone::parse_mobile("13812341234").is_ok());
}

#[test]
fn local_item_codes() {
    let read = LocalItemCode::read("511A0138000035-511602000000-000-115113016823646795-1-00");
    assert!(read.is_sound(), "{:?}", read.findings);
    let catalogue = read.catalogue.clone().unwrap();
    assert_eq!(catalogue.region.as_deref(), Some("51"));
    assert_eq!(catalogue.type_code.as_deref(), Some("1A"));
    assert_eq!((catalogue.main_item.as_deref(), catalogue.sub_item.as_deref()), (Some("01380"), Some("00035")));
    assert_eq!(read.region.as_ref().map(RegionCode::as_str), Some("511602"));
    assert_eq!((read.middle.as_deref(), read.suffix.as_deref()), (Some("000"), Some("1-00")));

    let read = LocalItemCode::read("511Z07001006-511602000000-000-11511301008778183N-1-00");
    assert!(read.is_sound(), "{:?}", read.findings);
    assert!(matches!(read.organisation, Some(LocalOrganisation::Uscc(_))));
    assert_eq!(read.catalogue.unwrap().main_item.as_deref(), Some("001"));

    let read = LocalItemCode::read("512C0100900002-511602000000-000-00877868-5-1-00");
    assert!(read.is_sound(), "{:?}", read.findings);
    assert!(matches!(read.organisation, Some(LocalOrganisation::Organisation(_))));

    for (text, finding) in [
        ("", "codes-finding-empty"),
        ("H-000185-001-4444444444", "codes-finding-region-missing"),
        ("E-000004-001-11511301008778386B", "codes-finding-suffix-missing"),
        ("G-000007-001-511602000000-000-11511301008778183N-1-00", "codes-finding-catalogue-form"),
        ("511A0014100002-511602000000-000-2222222222222-1-00", "codes-finding-organisation"),
        ("511F0045400001-511602000000-000-11511301452259996u-1-00", "codes-finding-small-letters"),
        ("519X07001006-511602000000-000-11511301008778183N-1-00", "codes-finding-type-unknown"),
    ] {
        let read = LocalItemCode::read(text);
        assert!(read.findings.iter().any(|f| f.message_id() == finding), "{text}: {:?}", read.findings);
    }
    let read = LocalItemCode::read("E-000004-001-11511301008778386B");
    assert!(matches!(read.organisation, Some(LocalOrganisation::Uscc(_))));
}

/// The whole catalogue of one district, where it is present: how many codes are sound is counted, so that a change of
/// the reader shows.
#[test]
fn local_item_codes_of_a_district() {
    let folder = std::env::var("MINGTING_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned());
    let Ok(mut rows) = csv::Reader::from_path(format!("{folder}/items/guangan-district-items.csv")) else {
        eprintln!("skipped: no items/guangan-district-items.csv in MINGTING_DATA");
        return;
    };
    let (mut all, mut with_region, mut with_organisation, mut with_type, mut sound) = (0, 0, 0, 0, 0);
    for row in rows.records() {
        let row = row.unwrap();
        let read = LocalItemCode::read(&row[4]);
        all += 1;
        with_region += usize::from(read.region.is_some());
        with_organisation += usize::from(matches!(
            read.organisation,
            Some(LocalOrganisation::Uscc(_) | LocalOrganisation::Organisation(_))
        ));
        with_type += usize::from(read.catalogue.is_some_and(|c| c.type_code.is_some()));
        sound += usize::from(read.findings.is_empty());
    }
    // Counted independently of this crate.
    assert_eq!((all, with_region, with_organisation, with_type, sound), (1135, 1132, 1014, 1114, 975));
}
