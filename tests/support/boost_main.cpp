// The one main() of every Boost.Test runner.
#define BOOST_TEST_MODULE postern
#include <boost/test/unit_test.hpp>
