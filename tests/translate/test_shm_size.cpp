#include "support/catch.hpp"
#include "translate/job_work.hpp"

#include <string>
#include <string_view>

TEST_CASE("sizes of shared memory, in docker's forms", "[translate]") {
    struct Row {
        std::string_view said, written;
    };

    const Row rows[] = {
        {"16gb", "16g"},
        {"16g", "16g"},
        {"16G", "16G"},
        {"64m", "64m"},
        {"64MB", "64m"},
        {"64MiB", "64m"},
        {"512k", "512k"},
        {"67108864", "67108864b"},
        {"67108864b", "67108864b"},
        {"1.5g", "1536m"},
        {"1.5gb", "1536m"},
        {"0.5k", "512b"},
        {"16 gb", "16g"},
        {" 2g ", "2g"},
        {"1t", "1024g"},
        {"2TB", "2048g"},
        {"0.125m", "128k"},
    };
    for (const Row& row : rows) {
        INFO(row.said);
        const auto size = translate::shm_size(row.said);
        REQUIRE(size);
        CHECK(*size == row.written);
    }
}

TEST_CASE("what is no size of shared memory", "[translate]") {
    for (const std::string_view text : {"",
                                        "g",
                                        "gb",
                                        "enough",
                                        "0",
                                        "0g",
                                        "-1g",
                                        "+1g",
                                        "1.g",
                                        ".5g",
                                        "1.2345g",
                                        "1..5g",
                                        "1x",
                                        "1gg",
                                        "1bi",
                                        "1g b",
                                        "0.1",
                                        "5p",
                                        "9999999999999g",
                                        "5000t",
                                        "16g;rm"}) {
        INFO(text);
        CHECK_FALSE(translate::shm_size(text));
    }
}
