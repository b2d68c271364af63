//! The properties that Thunderbird exports, in its order.

/// A property, and what it is called elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name in address books.
    pub name: &'static str,
    /// The title of its column in Thunderbird's CSV (in English); none where that leaves it out.
    pub title: Option<&'static str>,
    /// Its attribute in Thunderbird's LDIF (`ldap_2.servers.default.attrmap`, the first one); none where that leaves it out.
    pub attribute: Option<&'static str>,
}

const fn field(name: &'static str, title: &'static str, attribute: &'static str) -> Field {
    Field { name, title: Some(title), attribute: Some(attribute) }
}

/// The properties that Thunderbird exports to CSV and LDIF, in its order.
pub const FIELDS: &[Field] = &[
    field("FirstName", "First Name", "givenName"),
    field("LastName", "Last Name", "sn"),
    field("DisplayName", "Display Name", "cn"),
    field("NickName", "Nickname", "mozillaNickname"),
    field("PrimaryEmail", "Primary Email", "mail"),
    field("SecondEmail", "Secondary Email", "mozillaSecondEmail"),
    field("_AimScreenName", "Screen Name", "nsAIMid"),
    Field { name: "LastModifiedDate", title: None, attribute: Some("modifytimestamp") },
    field("WorkPhone", "Work Phone", "telephoneNumber"),
    field("HomePhone", "Home Phone", "homePhone"),
    field("FaxNumber", "Fax Number", "facsimiletelephonenumber"),
    field("PagerNumber", "Pager Number", "pager"),
    field("CellularNumber", "Mobile Number", "mobile"),
    field("HomeAddress", "Home Address", "mozillaHomeStreet"),
    field("HomeAddress2", "Home Address 2", "mozillaHomeStreet2"),
    field("HomeCity", "Home City", "mozillaHomeLocalityName"),
    field("HomeState", "Home State", "mozillaHomeState"),
    field("HomeZipCode", "Home ZipCode", "mozillaHomePostalCode"),
    field("HomeCountry", "Home Country", "mozillaHomeCountryName"),
    field("WorkAddress", "Work Address", "street"),
    field("WorkAddress2", "Work Address 2", "mozillaWorkStreet2"),
    field("WorkCity", "Work City", "l"),
    field("WorkState", "Work State", "st"),
    field("WorkZipCode", "Work ZipCode", "postalCode"),
    field("WorkCountry", "Work Country", "c"),
    field("JobTitle", "Job Title", "title"),
    field("Department", "Department", "ou"),
    field("Company", "Organization", "o"),
    field("WebPage1", "Web Page 1", "mozillaWorkUrl"),
    field("WebPage2", "Web Page 2", "mozillaHomeUrl"),
    field("BirthYear", "Birth Year", "birthyear"),
    field("BirthMonth", "Birth Month", "birthmonth"),
    field("BirthDay", "Birth Day", "birthday"),
    field("Custom1", "Custom 1", "mozillaCustom1"),
    field("Custom2", "Custom 2", "mozillaCustom2"),
    field("Custom3", "Custom 3", "mozillaCustom3"),
    field("Custom4", "Custom 4", "mozillaCustom4"),
    field("Notes", "Notes", "description"),
];
