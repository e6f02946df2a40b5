/** JMH benchmarks of the classes that live in one JVM, each beside the JDK's class for the same purpose. */
package dev.krait.benchmarks.jmh;
