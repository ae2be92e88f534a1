@org.jspecify.annotations.NullMarked
package io.tiergate.dataplane.cache.vector;
