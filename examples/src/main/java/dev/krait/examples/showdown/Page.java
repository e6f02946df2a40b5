package dev.krait.examples.showdown;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What was downloaded from an address: enough to tell whether two downloads brought the same. */
record Page(URI address, long length, String sha256) implements Serializable {
    private static final int PATIENCE_MILLIS = 30_000;

    /** Downloads a page; blocks until it is there. */
    static Page download(URI address) throws IOException, NoSuchAlgorithmException {
        URLConnection connection = address.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setUseCaches(false);
        try {
            if (connection instanceof HttpURLConnection http && http.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("the server answered with status " + http.getResponseCode());
            }
            var digest = MessageDigest.getInstance("SHA-256");
            long length = 0;
            byte[] block = new byte[16 * 1024];
            try (InputStream in = connection.getInputStream()) {
                for (int size = in.read(block); size >= 0; size = in.read(block)) {
                    digest.update(block, 0, size);
                    length += size;
                }
            }
            return new Page(address, length, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            throw new IOException("cannot download " + address + ": " + e.getMessage(), e);
        }
    }
}
