package dev.krait.examples.showdown;

import dev.krait.examples.shared.Amounts;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;

/** What is in some class files: numbers, and a digest of everything. */
record ClassFacts(
        long classes, long bytes, long compressed, long constants, long methods, long instructions, String sha256)
        implements Serializable {

    /** Reads, hashes, compresses and parses every class file in some folders of the running JDK's image. */
    static ClassFacts of(List<String> folders) throws IOException, NoSuchAlgorithmException {
        long classes = 0;
        long bytes = 0;
        long compressed = 0;
        long constants = 0;
        long methods = 0;
        long instructions = 0;
        var digest = MessageDigest.getInstance("SHA-256");
        var deflater = new Deflater();
        try {
            for (String folder : folders) {
                for (Path path : classFiles(folder)) {
                    byte[] content = Files.readAllBytes(path);
                    digest.update(content);
                    ClassFile file;
                    try {
                        file = new ClassFile(content);
                    } catch (RuntimeException e) {
                        throw new IOException("cannot make sense of " + path + ": " + e.getMessage(), e);
                    }
                    classes++;
                    bytes += content.length;
                    compressed += compress(content, deflater);
                    constants += file.constants();
                    methods += file.methods();
                    instructions += file.instructions();
                }
            }
        } finally {
            deflater.end();
        }
        return new ClassFacts(
                classes,
                bytes,
                compressed,
                constants,
                methods,
                instructions,
                HexFormat.of().formatHex(digest.digest()));
    }

    private static long compress(byte[] content, Deflater deflater) {
        byte[] block = new byte[8 * 1024];
        deflater.reset();
        deflater.setInput(content);
        deflater.finish();
        while (!deflater.finished()) {
            deflater.deflate(block);
        }
        return deflater.getBytesWritten();
    }

    private static List<Path> classFiles(String folder) throws IOException {
        Path path = FileSystems.getFileSystem(URI.create("jrt:/")).getPath(folder);
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "*.class")) {
            found.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    /** All facts in one; the digest is then one of digests. */
    static ClassFacts sum(List<ClassFacts> all) throws NoSuchAlgorithmException {
        var digest = MessageDigest.getInstance("SHA-256");
        long classes = 0;
        long bytes = 0;
        long compressed = 0;
        long constants = 0;
        long methods = 0;
        long instructions = 0;
        for (ClassFacts facts : all) {
            classes += facts.classes;
            bytes += facts.bytes;
            compressed += facts.compressed;
            constants += facts.constants;
            methods += facts.methods;
            instructions += facts.instructions;
            digest.update(HexFormat.of().parseHex(facts.sha256));
        }
        return new ClassFacts(
                classes,
                bytes,
                compressed,
                constants,
                methods,
                instructions,
                HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public String toString() {
        return Amounts.count(classes, "class") + " of together " + Amounts.bytes(bytes) + " ("
                + Amounts.bytes(compressed) + " compressed), "
                + Amounts.count(constants, "constant") + ", " + Amounts.count(methods, "method") + ", "
                + Amounts.count(instructions, "instruction");
    }
}
