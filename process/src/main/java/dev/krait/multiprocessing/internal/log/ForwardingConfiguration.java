package dev.krait.multiprocessing.internal.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.LogManager;

/**
 * The configuration of {@code java.util.logging} in a process that has a parent: the levels are the parent's, and records go
 * there instead of to handlers of the configuration, which the parent has already. A JVM is told its name by an option, so
 * that nothing of this is loaded before something is logged.
 */
public final class ForwardingConfiguration {
    private static final String FILE_PROPERTY = "java.util.logging.config.file";

    /** For {@code java.util.logging}, which makes it by its name. */
    public ForwardingConfiguration() throws IOException {
        Properties properties = ofProgram();
        properties.setProperty("handlers", ForwardingHandler.class.getName());
        LogLink link = LogLink.toParent();
        if (link != null) {
            properties.putAll(new LevelFile(link.levels()).read());
        }
        var bytes = new ByteArrayOutputStream();
        properties.store(bytes, null);
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(bytes.toByteArray()));
        LevelFollower.begin();
    }

    /** What the program's own file says, for handlers that the program makes here, but without handlers of its own. */
    private static Properties ofProgram() throws IOException {
        var properties = new Properties();
        String file = System.getProperty(FILE_PROPERTY);
        if (file != null && Files.isReadable(Path.of(file))) {
            try (var in = Files.newInputStream(Path.of(file))) {
                properties.load(in);
            }
        }
        properties.keySet().removeIf(key -> {
            String name = key.toString();
            return name.equals("handlers")
                    || name.equals("config")
                    || name.endsWith(".handlers")
                    || name.endsWith(".useParentHandlers");
        });
        return properties;
    }
}
