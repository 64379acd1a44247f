// The few node shapes that methods share.
#pragma once

#include <string>
#include <string_view>

#include "flow/messages.h"
#include "flow/node.h"

namespace methods {

[[nodiscard]] inline flow::Node submit_node(std::string_view group, std::string_view name, std::string_view value,
                                            int label) {
  return {.group = std::string(group),
          .name = std::string(name),
          .type = "submit",
          .value = base::Json(std::string(value)),
          .label = flow::make_message(label)};
}

[[nodiscard]] inline flow::Node field_node(std::string_view group, std::string_view name, std::string_view type,
                                           int label) {
  return {.group = std::string(group),
          .name = std::string(name),
          .type = std::string(type),
          .required = true,
          .label = flow::make_message(label)};
}

}  // namespace methods
