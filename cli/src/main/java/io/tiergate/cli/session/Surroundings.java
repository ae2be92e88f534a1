package io.tiergate.cli.session;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param environment variables
 * @param directory the current one; relative paths start from it
 * @param home the root of Tiergate's own files
 * @param input standard input
 * @param clock the time
 * @param channels to other processes
 */
public record Surroundings(
        Map<String, String> environment,
        Path directory,
        Path home,
        InputStream input,
        InstantSource clock,
        ChannelOpener channels) {}
