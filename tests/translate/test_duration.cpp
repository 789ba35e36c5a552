#include "support/catch.hpp"
#include "translate/job_work.hpp"

#include <cstdint>
#include <string_view>

using translate::duration_seconds;

TEST_CASE("durations as .NET writes them", "[translate]") {
    CHECK(duration_seconds("7.00:00:00") == 604800);
    CHECK(duration_seconds("1:00:00") == 3600);
    CHECK(duration_seconds("00:00:30") == 30);
    CHECK(duration_seconds("1.02:03:04") == 93784);
    CHECK(duration_seconds("0:01:02.5000000") == 62);
    CHECK(duration_seconds("30:00:00") == 108000); // hours may pass a day
}

TEST_CASE("durations in the words of ISO 8601", "[translate]") {
    CHECK(duration_seconds("P7D") == 604800);
    CHECK(duration_seconds("PT1H30M") == 5400);
    CHECK(duration_seconds("P1DT2H3M4S") == 93784);
    CHECK(duration_seconds("P2W") == 1209600);
    CHECK(duration_seconds("PT90M") == 5400);
    CHECK(duration_seconds("PT0S") == 0);
    CHECK(duration_seconds("PT1.9S") == 1);
}

TEST_CASE("durations as Python prints them", "[translate]") {
    CHECK(duration_seconds("7 days, 0:00:00") == 604800);
    CHECK(duration_seconds("1 day, 2:03:04") == 93784);
    CHECK(duration_seconds("3 days") == 259200);
    CHECK(duration_seconds("1 day") == 86400);
    CHECK(duration_seconds(" 1:00:00\n") == 3600);
}

TEST_CASE("what is no duration gives none", "[translate]") {
    for (const std::string_view text : {"",
                                        " ",
                                        "P",
                                        "PT",
                                        "7",
                                        "7D",
                                        "one hour",
                                        "1:00",
                                        "1:00:",
                                        "1:60:00",
                                        "1:00:60",
                                        "-1:00:00",
                                        "PT-1H",
                                        "P1H",
                                        "PT1D",
                                        "P1M",
                                        "P1Y",
                                        "PT1H ago",
                                        "1:00:00 h",
                                        "7.",
                                        "7.1:00",
                                        "7 weeks",
                                        "7 days, soon",
                                        "99999999999999999999:00:00",
                                        "P99999999999999999999D"}) {
        INFO(text);
        CHECK_FALSE(duration_seconds(text));
    }
}
