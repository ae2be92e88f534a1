package io.tiergate.dataplane.record;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tiergate.dataplane.model.DecisionId;
import io.tiergate.dataplane.record.Authorizer.Reader;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.v1.GetRecordRequest;
import io.tiergate.v1.Record;
import io.tiergate.v1.RecordsGrpc;
import io.tiergate.v1.ScanRequest;
import io.tiergate.v1.SpendReply;
import io.tiergate.v1.SpendRequest;
import io.tiergate.v1.StatsReply;
import io.tiergate.v1.StatsRequest;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Semaphore;

/**
 * Serves an agent's records over gRPC. Each call runs on a virtual thread of its own, so that any executor may call it; a scan sends as
 * fast as its caller takes and holds one record in memory.
 */
public final class RecordsService extends RecordsGrpc.RecordsImplBase {
    private static final System.Logger LOGGER = System.getLogger(RecordsService.class.getName());
    private static final int MAX_READERS = 64;

    private final String agent;
    private final RecordLog log;
    private final Authorizer authorizer;
    private final Semaphore readers = new Semaphore(MAX_READERS);

    /**
     * The service of one agent.
     *
     * @param agent its name, as it is in ids
     */
    public RecordsService(String agent, RecordLog log, Authorizer authorizer) {
        this.agent = agent;
        this.log = log;
        this.authorizer = authorizer;
    }

    @Override
    public void get(GetRecordRequest request, StreamObserver<Record> caller) {
        serve(caller, reader -> {
            caller.onNext(message(find(request.getDecisionId(), reader)));
            caller.onCompleted();
        });
    }

    @Override
    public void scan(ScanRequest request, StreamObserver<Record> caller) {
        ServerCallStreamObserver<Record> call = (ServerCallStreamObserver<Record>) caller;
        Waker waker = new Waker();
        call.setOnReadyHandler(waker::wake);
        call.setOnCancelHandler(waker::wake);
        serve(caller, reader -> new Scan(request, query(request, reader), call, waker).run());
    }

    @Override
    public void spend(SpendRequest request, StreamObserver<SpendReply> caller) {
        ServerCallStreamObserver<SpendReply> call = (ServerCallStreamObserver<SpendReply>) caller;
        call.setOnCancelHandler(() -> {});
        serve(caller, reader -> {
            if (request.getBy() == SpendRequest.By.BY_UNSPECIFIED || request.getBy() == SpendRequest.By.UNRECOGNIZED) {
                throw refusal(Status.INVALID_ARGUMENT, "by: name what to sum by: TASK, TENANT, MODEL, TIER or ARM");
            }
            RecordQuery query =
                    bounded(new RecordQuery(request.getFromMillis(), request.getToMillis(), "", "", ""), reader);
            SpendTable table = new SpendTable(request.getBy());
            try (RecordCursor cursor = log.scan(query, 0)) {
                for (StoredRecord next = cursor.next(call::isCancelled);
                        next != null;
                        next = cursor.next(call::isCancelled)) {
                    table.add(next);
                }
            }
            call.onNext(SpendReply.newBuilder().addAllGroups(table.groups()).build());
            call.onCompleted();
        });
    }

    @Override
    public void stats(StatsRequest request, StreamObserver<StatsReply> caller) {
        serve(caller, reader -> {
            if (reader instanceof Reader.OwnTenant) {
                throw refusal(Status.PERMISSION_DENIED, "statistics are of all tenants; they need the role viewer");
            }
            RecordLog.Stats stats = log.stats();
            caller.onNext(StatsReply.newBuilder()
                    .setWritten(stats.written())
                    .putAllDropped(stats.dropped())
                    .build());
            caller.onCompleted();
        });
    }

    /** One call, for a caller that may read. */
    private interface Call {
        void run(Reader reader) throws IOException, InterruptedException;
    }

    private void serve(StreamObserver<?> caller, Call call) {
        PresentedCredential credential = CallerCredentials.current();
        if (!readers.tryAcquire()) {
            caller.onError(refusal(
                    Status.RESOURCE_EXHAUSTED,
                    "agent " + agent + " serves " + MAX_READERS + " readers of records already; try again later"));
            return;
        }
        Thread.ofVirtual().name("tiergate-records-reader").start(() -> {
            try {
                call.run(reader(credential));
            } catch (StatusRuntimeException e) {
                caller.onError(e);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "records cannot be read", e);
                caller.onError(
                        refusal(Status.UNAVAILABLE, "agent " + agent + " cannot read its records; its log says why"));
            } catch (InterruptedException e) {
                caller.onError(refusal(Status.UNAVAILABLE, "agent " + agent + " stops"));
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "a bug in reading records", e);
                caller.onError(refusal(Status.INTERNAL, "a bug in agent " + agent + "; its log says more"));
            } finally {
                readers.release();
            }
        });
    }

    private Reader reader(PresentedCredential credential) {
        return authorizer.reader(credential).orElseThrow(() -> switch (credential) {
            case PresentedCredential.Nothing nothing ->
                refusal(
                        Status.UNAUTHENTICATED,
                        "records need a credential: send 'authorization: Bearer KEY', or a client certificate");
            case PresentedCredential.BearerKey key -> notAllowed();
            case PresentedCredential.Certificate certificate -> notAllowed();
        });
    }

    private static StatusRuntimeException notAllowed() {
        return refusal(
                Status.PERMISSION_DENIED,
                "this credential is unknown, expired, or may not read records; it needs the role viewer, or caller for its own"
                        + " tenant's");
    }

    private StoredRecord find(String id, Reader reader) throws IOException {
        if (DecisionId.timeMillis(id) < 0) {
            throw refusal(
                    Status.INVALID_ARGUMENT,
                    "decision_id: an id is AGENT.UUID, as replies say it in x-tiergate-decision-id");
        }
        StoredRecord found = log.find(id);
        if (found == null || !maySee(reader, found)) {
            throw refusal(
                    Status.NOT_FOUND,
                    "agent " + agent + " has no record " + id
                            + "; the id's first part names the agent that has it, for as long as it keeps records");
        }
        return found;
    }

    private static boolean maySee(Reader reader, StoredRecord found) {
        return switch (reader) {
            case Reader.Everything everything -> true;
            case Reader.OwnTenant own -> own.tenant().equals(found.tenant());
        };
    }

    private static RecordQuery query(ScanRequest request, Reader reader) {
        return bounded(
                new RecordQuery(
                        request.getFromMillis(),
                        request.getToMillis(),
                        request.getTenant(),
                        request.getPolicy(),
                        request.getTask()),
                reader);
    }

    private static RecordQuery bounded(RecordQuery query, Reader reader) {
        if (query.fromMillis() < 0 || query.toMillis() < 0) {
            throw refusal(Status.INVALID_ARGUMENT, "from_millis, to_millis: milliseconds since 1970, or 0");
        }
        return switch (reader) {
            case Reader.Everything everything -> query;
            case Reader.OwnTenant own -> {
                if (!query.tenant().isEmpty() && !query.tenant().equals(own.tenant())) {
                    throw refusal(
                            Status.PERMISSION_DENIED,
                            "tenant: the role caller reads its own tenant's records; another's need the role viewer");
                }
                yield query.of(own.tenant());
            }
        };
    }

    private static StatusRuntimeException refusal(Status status, String message) {
        return status.withDescription(message).asRuntimeException();
    }

    private static Record message(StoredRecord stored) {
        return Record.newBuilder()
                .setDecisionId(stored.id())
                .setJsonBytes(stored.json())
                .build();
    }

    /** One scan: sends while the caller takes, and waits for the caller or, following, for more. */
    private final class Scan {
        private final ScanRequest request;
        private final RecordQuery query;
        private final ServerCallStreamObserver<Record> call;
        private final Waker waker;

        Scan(ScanRequest request, RecordQuery query, ServerCallStreamObserver<Record> call, Waker waker) {
            this.request = request;
            this.query = query;
            this.call = call;
            this.waker = waker;
        }

        void run() throws IOException, InterruptedException {
            if (request.getLast() < 0 || request.getLast() > RecordLog.MAX_LAST) {
                throw refusal(Status.INVALID_ARGUMENT, "last: at most " + RecordLog.MAX_LAST);
            }
            try (LineLog.Registration _ = log.onAppend(waker::wake);
                    RecordCursor cursor = request.getFollow()
                            ? log.follow(query, request.getLast())
                            : log.scan(query, request.getLast())) {
                send(cursor);
            }
        }

        private void send(RecordCursor cursor) throws IOException, InterruptedException {
            long missed = 0;
            while (!call.isCancelled()) {
                boolean closed = log.isDrained();
                StoredRecord next = call.isReady() ? cursor.next(call::isCancelled) : null;
                if (next != null) {
                    call.onNext(message(next));
                } else if (call.isReady() && !request.getFollow()) {
                    call.onCompleted();
                    return;
                } else if (call.isReady() && closed) {
                    throw refusal(Status.UNAVAILABLE, "agent " + agent + " stops");
                } else {
                    waker.await();
                }
                missed = noteMissed(cursor.missedFiles(), missed);
            }
        }

        private long noteMissed(long missed, long noted) {
            if (missed > noted) {
                LOGGER.log(
                        Level.WARNING,
                        "a reader of records is slower than they come: {0} files were removed before it read them",
                        Long.toString(missed - noted));
            }
            return missed;
        }
    }
}
