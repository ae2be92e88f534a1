/** JMH benchmarks of the parts on a request's way: {@code bench/run micro}. */
@NullMarked
package io.tiergate.bench.micro;

import org.jspecify.annotations.NullMarked;
