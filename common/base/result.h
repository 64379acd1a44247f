// What a user or a peer can cause is a value: Result<T, E> holds either the value or one error of a closed type.
// What means that our environment is broken is an exception: Unavailable (503, try again) or Broken (500).
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace base {

template <class E>
struct Error {
  E error;
};
template <class E>
Error(E) -> Error<E>;

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error<E> error) : state_(std::in_place_index<1>, std::move(error.error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] T& value() & { return std::get<0>(state_); }
  [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] const E& error() const { return std::get<1>(state_); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }

 private:
  std::variant<T, E> state_;
};

// For results without a value.
struct Done {};

// Our environment cannot answer just now: HTTP 503 with Retry-After. `slug` is stable and goes to the log
// (`db.busy`, `db.missing`, `seal.unknown_key`, `config.invalid`); `what()` may name files, never secrets.
class Unavailable : public std::runtime_error {
 public:
  Unavailable(std::string slug, const std::string& detail) : std::runtime_error(detail), slug_(std::move(slug)) {}
  [[nodiscard]] const std::string& slug() const { return slug_; }

 private:
  std::string slug_;
};

// Our environment, or our code, is broken: HTTP 500.
class Broken : public std::runtime_error {
 public:
  Broken(std::string slug, const std::string& detail) : std::runtime_error(detail), slug_(std::move(slug)) {}
  [[nodiscard]] const std::string& slug() const { return slug_; }

 private:
  std::string slug_;
};

}  // namespace base
