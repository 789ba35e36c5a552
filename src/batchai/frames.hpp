#pragma once
// What stands around Batch AI's objects in some files: lists, templates, examples. Only
// recognise.cpp and its neighbours need this. Pure.

#include "batchai/read.hpp"
#include "batchai/versions.hpp"

#include <array>
#include <string_view>

namespace batchai::frames {

// The member's text; empty when it is none.
std::string_view text_of(const document::Document& document, NodeId object, std::string_view key);

// One object that stands by itself; kind unknown when it is none of ours.
Recognised recognise_object(const document::Document& document, NodeId root);

// "Microsoft.BatchAI/workspaces/clusters", without regard to case.
ObjectKind kind_of_type(std::string_view type);
// "clusters"
ObjectKind kind_of_collection(std::string_view name);
// The segment behind "/<collection>/" of an id; empty when there is none.
std::string_view segment_after(std::string_view id, std::string_view collection);
std::string_view version_in(std::string_view text); // empty: none

// The rule of the node and all below it.
void mark(const document::Document& document, NodeId node, std::uint16_t rule, RuleOfNode& rules);
// Of every member but one.
void mark_around(const document::Document& document, NodeId object, NodeId except,
                 std::uint16_t rule, RuleOfNode& rules);

bool is_template(const document::Document& document, NodeId root);
// Resolves the expressions, then finds the resources.
Found find_in_template(document::Document& document);

bool is_example(const document::Document& document, NodeId root);
Found find_in_example(const document::Document& document);

} // namespace batchai::frames
