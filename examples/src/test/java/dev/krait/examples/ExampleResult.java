package dev.krait.examples;

/** How a run of an example ended. */
public record ExampleResult(int status, String out, String err) {}
