/**
 * Models at work: generations that come and go, the queue, the threads that run texts, what a token costs. Imports {@code model}; knows no
 * transport.
 */
@NullMarked
package io.tiergate.classifier.run;

import org.jspecify.annotations.NullMarked;
