/**
 * What stages hand to each other: the request, the answer, the error, the trail. Imports no other package of the data plane.
 */
@NullMarked
package io.tiergate.dataplane.model;

import org.jspecify.annotations.NullMarked;
