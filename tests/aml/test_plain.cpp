#include "aml/duration.hpp"
#include "aml/plain.hpp"
#include "support/catch.hpp"

using aml::Plain;
using aml::plain_kind;
using aml::python_text;

TEST_CASE("what YAML 1.1 takes a word for") {
    struct Case {
        const char* word;
        Plain kind;
        const char* text; // in Python; null: not known
    };

    const Case cases[] = {{"yes", Plain::boolean, "True"},
                          {"Off", Plain::boolean, "False"},
                          {"y", Plain::string, nullptr},
                          {"yEs", Plain::string, nullptr},
                          {"true", Plain::boolean, "True"},
                          {"~", Plain::null, nullptr},
                          {"", Plain::null, nullptr},
                          {"0", Plain::integer, "0"},
                          {"-12", Plain::integer, "-12"},
                          {"+12", Plain::integer, "12"},
                          {"010", Plain::integer, "8"},
                          {"-010", Plain::integer, "-8"},
                          {"08", Plain::string, nullptr},
                          {"0x1F", Plain::integer, "31"},
                          {"0b101", Plain::integer, "5"},
                          {"0o17", Plain::string, nullptr},
                          {"1_000", Plain::integer, "1000"},
                          {"1:30", Plain::integer, "90"},
                          {"190:20:30", Plain::integer, "685230"},
                          {"1:70", Plain::string, nullptr},
                          {"99999999999999999999", Plain::integer, nullptr},
                          {"1.10", Plain::real, "1.1"},
                          {"2.", Plain::real, "2.0"},
                          {".5", Plain::real, "0.5"},
                          {"-0.0", Plain::real, "-0.0"},
                          {"1e3", Plain::string, nullptr},
                          {"1.0e3", Plain::string, nullptr},
                          {"1.0e+3", Plain::real, "1000.0"},
                          {"0.00001", Plain::real, "1e-05"},
                          {"0.0001", Plain::real, "0.0001"},
                          {"1.0e+16", Plain::real, "1e+16"},
                          {"1.0e+15", Plain::real, "1000000000000000.0"},
                          {".inf", Plain::real, nullptr},
                          {".", Plain::string, nullptr},
                          {"1.2.3", Plain::string, nullptr},
                          {"1:30.5", Plain::real, nullptr},
                          {"2020-01-01", Plain::date, nullptr},
                          {"2020-1-1 10:00:00", Plain::date, nullptr},
                          {"2020-01-01x", Plain::string, nullptr},
                          {"12-34", Plain::string, nullptr},
                          {"a", Plain::string, nullptr},
                          {"-", Plain::string, nullptr},
                          {"1a", Plain::string, nullptr}};
    for (const Case& c : cases) {
        INFO(c.word);
        CHECK(plain_kind(c.word) == c.kind);
        CHECK(python_text(c.word) ==
              (c.text == nullptr ? std::nullopt : std::optional<std::string>(c.text)));
    }
    CHECK(aml::whole_number("2.7") == "2");
    CHECK(aml::whole_number("0x10") == "16");
    CHECK_FALSE(aml::whole_number("yes"));
    CHECK_FALSE(aml::whole_number("0.00001"));
    CHECK_FALSE(aml::whole_number(""));
}

TEST_CASE("quotes and blocks make strings") {
    const document::Parsed parsed = document::parse(
        "a: yes\nb: \"yes\"\nc: 'yes'\nd: |-\n  yes\ne: >-\n  yes\nf: !!str yes\n", "x.yml");
    std::string kinds;
    const document::Document& d = parsed.document;
    for (auto id = d.at(d.root()).first_child; id != document::k_no_node; id = d.at(id).next) {
        kinds += std::string(name(plain_kind(d, id))) + "\n";
    }
    CHECK(kinds == "a boolean\na string\na string\na string\na string\na boolean\n");
}

TEST_CASE("durations of the service") {
    using aml::seconds_of;
    CHECK(seconds_of("PT2M") == 120);
    CHECK(seconds_of("PT90S") == 90);
    CHECK(seconds_of("P7D") == 604800);
    CHECK(seconds_of("P1DT2H3M4S") == 93784);
    CHECK(seconds_of("P2W") == 1209600);
    CHECK(seconds_of("P0D") == 0);
    CHECK(seconds_of("PT0S") == 0);
    for (const char* none :
         {"", "P", "PT", "2M", "P1M", "P1Y", "PT1.5S", "PT1S1M", "PT1D", "P1DT", "PT", "P-1D",
          "P1TH", "PT99999999999999999999S", "P99999999W", "PT1M1M", "1:00:00", "PT5"}) {
        INFO(none);
        CHECK_FALSE(seconds_of(none));
    }
}
