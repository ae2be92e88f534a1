@org.jspecify.annotations.NullMarked
package io.tiergate.classifier.run;
