@org.jspecify.annotations.NullMarked
package io.tiergate.classifier.api;
