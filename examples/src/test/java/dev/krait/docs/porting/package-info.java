/** The code of the porting guide, and the test that they do what it says. */
@NullMarked
package dev.krait.docs.porting;

import org.jspecify.annotations.NullMarked;
