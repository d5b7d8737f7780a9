//! What the words are.

use super::*;

#[test]
fn r17_the_sender_follows_from_the_mobiles_carrier() {
    let carrier = |text| MobileNumber::parse(text).unwrap().carrier();
    assert_eq!(carrier("18912345678").sender(), "106598051001");
    assert_eq!(carrier("18612345678").sender(), "10655113");
    assert_eq!(carrier("13812345678").sender(), "106575000130");
    assert_eq!(carrier("17012345678").sender(), "");
    // 1349 is Telecom's, the rest of 134 Mobile's.
    assert_eq!(carrier("13491234567"), Carrier::Telecom);
    assert_eq!(carrier("13481234567"), Carrier::Mobile);
}

#[test]
fn numbers_of_no_carrier_are_refused() {
    for bad in [
        "12345678901",
        "1381234567",
        "138123456789",
        "1381234567x",
        "",
    ] {
        assert!(MobileNumber::parse(bad).is_err(), "{bad}");
    }
    let said = |bad| MobileNumber::parse(bad).unwrap_err().to_string();
    let none = "'12345678901' begins with 123, which is no mobile segment of a carrier";
    assert_eq!(said("12345678901"), none);
    let short = "'1381234567' is no mobile number of eleven digits";
    assert_eq!(said("1381234567"), short);
}

#[test]
fn every_word_is_known_by_its_name() {
    for kind in FilingType::ALL {
        assert_eq!(FilingType::from_name(kind.name()), Some(kind));
    }
    for scope in ChangeScope::ALL {
        assert_eq!(ChangeScope::from_name(scope.name()), Some(scope));
    }
    for carrier in Carrier::ALL {
        assert_eq!(Carrier::from_name(carrier.name()), Some(carrier));
    }
    assert_eq!(FilingType::from_name("entity"), None);
    assert_eq!(ChangeScope::from_name("telecom"), None);
    assert_eq!(Carrier::from_name("change"), None);
    let roles = [Role::Entity, Role::Website];
    assert_eq!(roles.map(Role::name), ["entity", "website"]);
    let causes = ["first", "automatic", "manual"];
    assert_eq!(Cause::ALL.map(Cause::name), causes);
    let reasons = ["window_over", "wrong_certificate"];
    assert_eq!(ReturnReason::ALL.map(ReturnReason::name), reasons);
}

#[test]
fn a_synthetic_number_has_its_segment_from_the_low_digits_and_the_rest_from_the_high_ones() {
    // The place of the segment, and what the rest is drawn from.
    let number = |carrier: Carrier, place: u64, rest: u64| {
        let (high, segments) = (rest << 16, carrier.segments().len() as u64);
        let random = high + (place + segments - high % segments) % segments;
        MobileNumber::synthetic(carrier, random).to_string()
    };
    assert_eq!(number(Carrier::Telecom, 3, 7), "17300000007");
    assert_eq!(number(Carrier::Mvno, 4, 12_345_678), "17112345678");
    // Of Mobile's 134 never 1349.
    assert_eq!(number(Carrier::Mobile, 0, 89_999_999), "13489999999");
    assert_eq!(number(Carrier::Mobile, 0, 90_000_005), "13400000005");
}

#[test]
fn who_is_mistaken_enters_something_else() {
    let mistaken = |text| MobileNumber::parse(text).unwrap().mistaken().to_string();
    assert_eq!(mistaken("13812345670"), "13812345671");
    assert_eq!(mistaken("13812345678"), "13812345679");
    assert_eq!(mistaken("13812345679"), "13812345670");
    let mistaken = |text| Certificate::parse(text).unwrap().mistaken().to_string();
    assert_eq!(mistaken("12345X"), "22345X");
    assert_eq!(mistaken("923456"), "023456");
}

#[test]
fn synthetic_numbers_belong_to_their_carrier() {
    for carrier in Carrier::ALL {
        for n in 0..2_000u64 {
            let random = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let number = MobileNumber::synthetic(carrier, random);
            assert_eq!(number.carrier(), carrier);
            assert_eq!(MobileNumber::parse(&number.to_string()), Ok(number));
        }
    }
}

#[test]
fn certificates_are_six_characters() {
    assert_eq!(Certificate::parse("12345x").unwrap().to_string(), "12345X");
    for bad in ["12345", "1234567", "x12345", "12 456", "１２３４５６"] {
        assert!(Certificate::parse(bad).is_err(), "{bad}");
    }
    let one = Certificate::synthetic(42);
    assert_eq!(one.to_string(), "000042");
    assert_eq!(Certificate::synthetic(9_876_543).to_string(), "876543");
    let said = Certificate::parse("12345").unwrap_err().to_string();
    let expected = "'12345' is not the last six of a certificate (digits, last may be X)";
    assert_eq!(said, expected);
}
