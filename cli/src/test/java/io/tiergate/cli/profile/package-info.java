@org.jspecify.annotations.NullMarked
package io.tiergate.cli.profile;
