// The whole of an executable.
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "api/app.h"
#include "api/setup.h"
#include "base/result.h"
#include "config/live.h"
#include "http/server.h"

namespace api {

namespace {

std::string executable_path(const char* program) {
  std::array<char, 4096> path;
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<std::size_t>(length)) : std::string(program);
}

// Made at the first request, because where the configuration is may come with it (FastCGI).
struct Running {
  config::Live live;
  App app;

  Running(const Service& service, base::Clock& clock, base::Random& random, base::Log& log, std::string path,
          config::Environment environment)
      : live(std::move(path), std::move(environment), log), app(service, clock, random, log, live) {}
};

// Last resort: the configuration could not even be looked for.
http::Response fixed_failure() {
  http::Response response;
  response.status = 503;
  response.set("Content-Type", "application/json").set("Retry-After", "30");
  response.body =
      "{\"error\":{\"id\":\"config.invalid\",\"code\":503,\"status\":\"Service Unavailable\",\"message\":\"Service "
      "Unavailable\"}}\n";
  return response;
}

}  // namespace

int run_handler(const Service& service, base::Clock& clock, base::Random& random, const char* program) {
  umask(077);
  base::Log log(clock, STDERR_FILENO);
  const config::Environment environment = config::environment_overrides(environ);
  const std::string executable = executable_path(program);
  std::unique_ptr<Running> running;
  const auto answer = [&](http::Incoming&& incoming) -> http::Response {
    try {
      const auto path = [&] { return config::find_config_path(environment, executable, incoming.postern_config); };
      // Whoever asks whether somebody may pass takes a page for a yes.
      const bool answers = incoming.request.role == http::Request::Role::responder;
      if (answers && service.sets_up && is_setup_path(incoming.request.path)) {
        if (auto set_up = answer_setup(incoming.request, path(), {clock, random, log})) return std::move(*set_up);
      }
      if (!running) running = std::make_unique<Running>(service, clock, random, log, path(), environment);
      return running->app.answer(incoming.request);
    } catch (const base::Unavailable& trouble) {
      log.error(trouble.slug(), {{"detail", trouble.what()}});
      return fixed_failure();
    } catch (const std::exception& e) {
      log.error("internal", {{"detail", e.what()}});
      return fixed_failure();
    }
  };
  const auto finish = [&] {
    if (running) running->app.finish();
  };
  const auto after_answer = [&] {
    if (running) running->app.after_answer();
  };
  return http::serve({.after_answer = after_answer}, answer, finish, program);
}

}  // namespace api
