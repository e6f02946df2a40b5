package dev.krait.multiprocessing.internal.worker;

import dev.krait.multiprocessing.internal.wire.ToParent.Wish;
import dev.krait.multiprocessing.internal.wire.WantedAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a worker for one class loader of the parent: it sees the classes and resources that that one sees, gets them
 * when they are first used, and leaves to other loaders what they define over there.
 */
final class ParentLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final int route;
    private final WorkerRoutes routes;
    private final ClassRequests requests;

    ParentLoader(int route, WorkerRoutes routes, ClassRequests requests) {
        super("krait-parent-loader-" + route, getPlatformClassLoader());
        this.route = route;
        this.routes = routes;
        this.requests = requests;
    }

    /** The number of the loader for which this one stands. */
    int route() {
        return route;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("java.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        WantedAnswer answer;
        try {
            answer = requests.ask(Wish.CLASS, route, name);
        } catch (IOException e) {
            throw new ClassNotFoundException(name + " could not be had from the parent process: " + e.getMessage(), e);
        }
        if (answer instanceof WantedAnswer.AtHome) {
            return Class.forName(name, false, getSystemClassLoader());
        } else if (answer instanceof WantedAnswer.ClassFile file) {
            return routes.parentLoader(file.route())
                    .define(name, file.bytes().getBytes(file.bytes().remaining()));
        }
        String reason = answer instanceof WantedAnswer.Unknown unknown ? ": " + unknown.reason() : "";
        throw new ClassNotFoundException(name + " is unknown to the parent process too" + reason);
    }

    /** Defines a class of this loader, unless another thread already has. */
    private Class<?> define(String name, byte[] bytes) {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? defineClass(name, bytes, 0, bytes.length) : loaded;
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        List<URL> all = ask(name);
        return all.isEmpty() ? null : all.get(0);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        return Collections.enumeration(ask(name));
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        try {
            URL url = getResource(name);
            return url == null ? null : url.openStream();
        } catch (IOException e) {
            return null;
        }
    }

    private List<URL> ask(String name) {
        try {
            if (requests.ask(Wish.RESOURCES, route, name) instanceof WantedAnswer.Resources resources) {
                var urls = new ArrayList<URL>();
                for (byte[] content : resources.contents()) {
                    urls.add(url(name, urls.size(), content));
                }
                return urls;
            }
        } catch (IOException e) {
            throw new IllegalStateException("the parent process cannot be asked for the resource " + name, e);
        }
        return List.of();
    }

    private URL url(String name, int index, byte[] content) throws MalformedURLException {
        return new URL(null, "krait-parent:" + route + "/" + index + "/" + name, new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return new Received(url, content);
            }
        });
    }

    /** A resource that was sent. */
    private static final class Received extends URLConnection {
        private final byte[] content;

        Received(URL url, byte[] content) {
            super(url);
            this.content = content;
        }

        @Override
        public void connect() {
            connected = true;
        }

        @Override
        public long getContentLengthLong() {
            return content.length;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(content);
        }
    }
}
