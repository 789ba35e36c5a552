#pragma once
// What a mapping file says of single jobs and clusters, and which of its entries reached nothing.
// Pure.

#include "bundle/bundle.hpp"

namespace bundle {

// The options that hold for an object.
const translate::Options& options_for(const Request& request, const Object& object);

// All options of the run: those for all, and what entries of the mapping file say besides.
template <class F> void each_options(Request& request, F&& f) {
    f(request.options);
    if (request.mapping != nullptr) {
        for (auto* entries : {&request.mapping->jobs, &request.mapping->clusters}) {
            for (Entry& entry : *entries) {
                f(entry.all);
            }
        }
    }
}

// Puts the file among the items; null where there is none.
Item* add_mapping(Bundle& bundle, const Request& request);
// Entries that nothing in the run has a use for, and datastores that got the name of another.
void tell_about_mapping(Bundle& bundle, const Request& request, Item& file);

} // namespace bundle
