package io.tiergate.cli.record;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Problems;
import io.tiergate.v1.GetDocumentRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where canonical documents and manifests come from, by digest. */
@FunctionalInterface
interface Documents {
    /** The canonical JSON of that digest, or null where it is not known. */
    byte @Nullable [] get(Digest digest);

    /** Those that the control plane stores. */
    static Documents of(Peer controlPlane) {
        return digest -> controlPlane.<byte @Nullable []>policies(policies -> {
            GetDocumentRequest request = GetDocumentRequest.newBuilder()
                    .setDigest(ByteString.copyFrom(digest.toBytes()))
                    .build();
            try {
                return policies.getDocument(request).getContent().toByteArray();
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                    return null;
                }
                throw e;
            }
        });
    }

    /**
     * Those in the files of a folder and the folders in it: canonical, or as written.
     *
     * @throws Failure if the folder cannot be read
     */
    static Documents in(Path folder) {
        Map<Digest, byte[]> byDigest = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder, 4)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                byte[] bytes = Files.readAllBytes(file);
                byDigest.put(Digest.of(bytes), bytes);
                Document document = Document.read(bytes, new Problems(""));
                if (document != null) {
                    byDigest.put(document.digest(), document.canonical());
                }
            }
        } catch (IOException e) {
            throw Failure.usage("cannot read the folder " + folder + ": " + e.getMessage(), "check --documents");
        }
        return byDigest::get;
    }
}
