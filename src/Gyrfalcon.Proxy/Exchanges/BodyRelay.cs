using System;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using Gyrfalcon.Engine;
using Gyrfalcon.Engine.Buffers;
using Gyrfalcon.Engine.Tasks;
using Gyrfalcon.Engine.Timers;
using Gyrfalcon.Engine.Transport;
using Gyrfalcon.Http;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Moves one message's body from a connection to another, in either direction: takes it out of its framing, bounds it, and puts it into
/// the framing of the other side. At most one buffer is on its way at a time, so a slow receiver slows the sender. Reused.
/// </summary>
public sealed class BodyRelay(bool inRequest)
{
    /// <summary>From this many bytes on, moving them in the kernel is cheaper than through a buffer.</summary>
    private const long SpliceThreshold = 64 * 1024;

    /// <summary>Bytes after which a transfer that never has to wait lets the worker's other connections go first.</summary>
    private const long FairShare = 1 << 20;

    /// <summary>Room that a chunk needs besides its data.</summary>
    private const int ChunkOverhead = ChunkedEncoder.MaxSizeLine + 2;

    private ChunkedDecoder? _decoder;
    private FramingKind _framing;
    private bool _encodeChunked;
    private long _remaining;
    private long _limit;
    private bool _splicingFailed;
    private HeldBody? _held;
    private bool _replays;

    /// <summary>The last chunk was read, but its counterpart did not fit into the buffer yet.</summary>
    private bool _endPending;

    /// <summary>Body bytes taken in, without any framing.</summary>
    public long Bytes { get; private set; }

    /// <summary>When it must be complete, in nanoseconds of the worker's clock.</summary>
    public long Until { get; set; } = WorkerTimer.Never;

    /// <summary>The body's end has been reached.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What is read is thrown away: whoever wanted it has gone, and the sender must still be let finish.</summary>
    public bool Discards { get; set; }

    /// <summary>Everything that was taken in so far is held, so that a further attempt can send it again.</summary>
    internal bool IsHeld { get; private set; }

    /// <summary>What is held is to be sent, by <see cref="ReplayAsync"/>, before anything else.</summary>
    internal bool MustReplay { get; private set; }

    /// <summary>Makes ready for a body.</summary>
    /// <param name="framing">How it arrives.</param>
    /// <param name="encodeChunked">It leaves in chunks; otherwise as bare bytes.</param>
    /// <param name="limit">The most bytes allowed.</param>
    public void Begin(Framing framing, bool encodeChunked, long limit)
    {
        _framing = framing.Kind;
        _encodeChunked = encodeChunked;
        _remaining = framing.Length;
        _limit = limit;
        _endPending = false;
        _splicingFailed = false;
        Bytes = 0;
        Discards = false;
        if (IsHeld) LetGo();
        IsComplete = framing.IsEmpty;
        if (_framing != FramingKind.Chunked) return;
        HeadLimits trailers = HeadLimits.Trailers;
        if (_decoder is null) _decoder = new ChunkedDecoder(inRequest, trailers);
        else _decoder.Reset(inRequest, trailers);
    }

    /// <summary>
    /// Holds what will be taken in, until <see cref="LetGo"/> or until it is more than <see cref="HeldBody.Most"/> bytes or than the worker has buffers for. A body of which it is known
    /// beforehand that it will be more is not held at all.
    /// </summary>
    internal void Hold(HeldBuffers stock)
    {
        if (IsComplete || (_framing == FramingKind.ContentLength && _remaining > HeldBody.Most)) return;
        _held ??= new HeldBody(stock);
        IsHeld = true;
    }

    /// <summary>No further attempt will be made. A replay that is under way ends with what it has.</summary>
    internal void LetGo()
    {
        IsHeld = false;
        MustReplay = false;
        if (!_replays) _held?.Clear();
    }

    /// <summary>Gives what is held away, for an empty one in exchange. All of the body must have been sent.</summary>
    internal void HandOver(ref HeldBody empty)
    {
        if (!IsHeld) return;
        (_held, empty) = (empty, _held!);
        LetGo();
    }

    /// <summary>A further attempt is made: what is held must be sent first.</summary>
    internal void Rewind() => MustReplay = IsHeld;

    /// <summary>
    /// Sends what is held, and the end of the body if that has been reached, behind the bytes in <paramref name="output"/>, which is owned by this method
    /// from now on. The rest is for <see cref="RunAsync"/>.
    /// </summary>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    internal async ValueTask<IoStatus> ReplayAsync(Transport sink, IoBuffer output, long sinkIdle)
    {
        Worker worker = sink.Tcp.Worker;
        HeldBody held = _held!;
        int position = 0;
        bool ended = !IsComplete || !_encodeChunked;
        MustReplay = false;
        _replays = true;
        IoStatus status;
        while (true)
        {
            position += AppendHeld(held, position, output);
            if (position == held.Length && !ended) ended = TryAppendEnd(output);
            bool more = position < held.Length || !ended;
            status = await sink.SendAsync(output, Limit(worker.After(sinkIdle)), more);
            if (status != IoStatus.Ok || !more) break;
            output = worker.Buffers.Rent();
        }

        _replays = false;
        if (!IsHeld) held.Clear();
        return status;
    }

    /// <summary>Appends the body to <paramref name="output"/> if all of it has arrived, has a length and fits; it is complete then.</summary>
    public bool TryAppendWhole(Input source, IoBuffer output)
    {
        if (_framing != FramingKind.ContentLength || _encodeChunked || source.Bytes.Length < _remaining || output.Room.Length < _remaining) return false;
        int count = (int)_remaining;
        Keep(source.Bytes[..count]);
        output.Append(source.Bytes[..count]);
        source.Consume(count);
        CountIn(count);
        return true;
    }

    /// <summary>Consumes what has arrived without sending it anywhere; false if the body is not complete then.</summary>
    public bool TrySkip(Input source)
    {
        if (IsComplete) return true;
        if (_framing != FramingKind.ContentLength || source.Bytes.Length < _remaining) return false;
        int count = (int)_remaining;
        source.Consume(count);
        CountIn(count);
        return true;
    }

    /// <summary>Moves the body to its end.</summary>
    /// <param name="source">Where it arrives.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="output">A buffer with bytes to be sent ahead of the body, such as the head; owned by this method from now on.</param>
    /// <param name="sourceIdle">Longest pause of the sender, in nanoseconds.</param>
    /// <param name="sinkIdle">Longest pause of the receiver, in nanoseconds.</param>
    [AsyncMethodBuilder(typeof(WorkerTaskMethodBuilder<>))]
    public async ValueTask<RelayEnd> RunAsync(Input source, Transport sink, IoBuffer? output, long sourceIdle, long sinkIdle)
    {
        Worker worker = sink.Tcp.Worker;
        long share = FairShare;
        while (true)
        {
            bool splices = WillSplice(source, sink);
            while ((source.HasBytes || _endPending) && !IsComplete)
            {
                bool full = splices && output is not null;
                output ??= TryTakeAll(source) ?? worker.Buffers.Rent();
                FaultKind fault = full ? FaultKind.None : Fill(source, output, out full);
                if (fault != FaultKind.None)
                {
                    output.Release();
                    return RelayEnd.OfSource(fault);
                }

                if (!full) continue;
                IoStatus status = await SendAsync(sink, output, Limit(worker.After(sinkIdle)), more: true, splices);
                output = null;
                if (status != IoStatus.Ok && !Discards) return RelayEnd.OfSink(status);
            }

            if (output is not null)
            {
                IoStatus status = await SendAsync(sink, output, Limit(worker.After(sinkIdle)), more: false, splices);
                output = null;
                if (status != IoStatus.Ok && !Discards) return RelayEnd.OfSink(status);
            }

            if (IsComplete) return RelayEnd.Complete;
            if (splices && !Discards)
            {
                Spliced spliced = await source.Transport.Tcp.SpliceAsync(sink.Tcp, _remaining, sourceIdle, sinkIdle, Until);
                CountIn(spliced.Bytes);
                _splicingFailed = spliced is { Status: IoStatus.Exhausted, AtSource: true };
                if (spliced.Status == IoStatus.Ok || _splicingFailed) continue;
                if (!spliced.AtSource && Discards) continue;
                return spliced.AtSource ? RelayEnd.OfSource(FaultOf(spliced.Status)) : RelayEnd.OfSink(spliced.Status);
            }

            if (share <= 0)
            {
                share = FairShare;
                await worker.YieldAsync();
            }

            IoStatus arrived = source.Accept(await source.ReceiveAsync(Limit(worker.After(sourceIdle))));
            share -= source.Bytes.Length;
            if (arrived == IoStatus.Ok && sink.Tcp.IsClosed && !Discards) return RelayEnd.OfSink(IoStatus.Aborted);
            if (arrived == IoStatus.Ok) continue;
            if (arrived != IoStatus.Closed || _framing != FramingKind.UntilClose) return RelayEnd.OfSource(FaultOf(arrived));
            IsComplete = true;
            if (_encodeChunked)
            {
                output = worker.Buffers.Rent();
                output.Append(ChunkedEncoder.EndOfBody);
            }
        }
    }

    private long Limit(long deadline) => Math.Min(deadline, Until);

    private ValueTask<IoStatus> SendAsync(Transport sink, IoBuffer output, long deadline, bool more, bool beforeSplice)
    {
        if (Discards || output.IsEmpty)
        {
            output.Release();
            return new ValueTask<IoStatus>(IoStatus.Ok);
        }

        return beforeSplice ? sink.Tcp.SendBeforeSpliceAsync(output, deadline, more) : sink.SendAsync(output, deadline, more);
    }

    /// <summary>Once what has arrived is sent, enough is left to be moved by the kernel.</summary>
    private bool WillSplice(Input source, Transport sink)
        => _framing == FramingKind.ContentLength && !_encodeChunked && !Discards && !IsHeld && !_splicingFailed && _remaining - source.Bytes.Length >= SpliceThreshold
            && source.Transport.IsPlain && sink.IsPlain;

    /// <summary>The source's own buffer, if all of it is body that goes out as it came; saves the copy.</summary>
    private IoBuffer? TryTakeAll(Input source)
    {
        if (_encodeChunked || _framing == FramingKind.Chunked || !source.HasBytes) return null;
        int count = source.Bytes.Length;
        if (_framing == FramingKind.ContentLength && count > _remaining) return null;
        Keep(source.Bytes);
        IoBuffer buffer = source.Take();
        CountIn(count);
        return buffer;
    }

    /// <summary>Puts as much as fits of what has arrived into <paramref name="output"/>.</summary>
    private FaultKind Fill(Input source, IoBuffer output, out bool full)
    {
        full = _endPending && !TryAppendEnd(output);
        while (source.HasBytes && !IsComplete && !full)
        {
            if (_framing == FramingKind.Chunked)
            {
                // Decoded data is never longer than its input, so a buffer with this much room takes a whole piece or is sent first.
                if (output.Room.Length < ChunkOverhead + Math.Min(source.Bytes.Length, 4096))
                {
                    full = true;
                    return FaultKind.None;
                }

                FaultKind fault = FillFromChunks(source, output);
                if (fault != FaultKind.None) return fault;
                full = _endPending && !TryAppendEnd(output);
                continue;
            }

            int room = output.Room.Length - (_encodeChunked ? ChunkOverhead : 0);
            int count = Math.Min(source.Bytes.Length, room);
            if (_framing == FramingKind.ContentLength) count = (int)Math.Min(count, _remaining);
            if (count <= 0)
            {
                full = true;
                return FaultKind.None;
            }

            AppendData(output, source.Bytes[..count]);
            source.Consume(count);
            CountIn(count);
        }

        return FaultKind.None;
    }

    private FaultKind FillFromChunks(Input source, IoBuffer output)
    {
        ReadOnlySpan<byte> input = source.Bytes;
        int room = output.Room.Length - ChunkOverhead;
        if (input.Length > room) input = input[..room];
        ChunkedStep step = _decoder!.Decode(input);
        switch (step.Status)
        {
            case ChunkedStatus.Faulted:
                return step.Fault;
            case ChunkedStatus.Data:
                AppendData(output, input.Slice(step.DataStart, step.DataLength));
                Bytes += step.DataLength;
                if (Bytes > _limit) return FaultKind.BodyTooLarge;
                break;
            case ChunkedStatus.Done:
                _endPending = true;
                break;
        }

        source.Consume(step.Consumed);
        return FaultKind.None;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        if (IsHeld && !_held!.TryAppend(data)) LetGo();
    }

    /// <summary>As much as fits of what is held from <paramref name="position"/> on, in the framing of the other side; the number of bytes of it.</summary>
    private int AppendHeld(HeldBody held, int position, IoBuffer output)
    {
        int start = position;
        while (held.From(position) is { IsEmpty: false } data)
        {
            int count = Math.Min(data.Length, output.Room.Length - (_encodeChunked ? ChunkOverhead : 0));
            if (count <= 0) break;
            AppendFramed(output, data[..count]);
            position += count;
        }

        return position - start;
    }

    private void AppendData(IoBuffer output, ReadOnlySpan<byte> data)
    {
        Keep(data);
        AppendFramed(output, data);
    }

    private void AppendFramed(IoBuffer output, ReadOnlySpan<byte> data)
    {
        if (!_encodeChunked)
        {
            output.Append(data);
            return;
        }

        output.Commit(ChunkedEncoder.WriteSize(output.Room, data.Length));
        output.Append(data);
        output.Append(ChunkedEncoder.EndOfChunk);
    }

    private bool TryAppendEnd(IoBuffer output)
    {
        if (_encodeChunked)
        {
            var writer = new HeadWriter(output.Room);
            writer.Append(ChunkedEncoder.LastChunk);
            if (_decoder!.HasTrailers) writer.Fields(_decoder.Trailers!, default);
            writer.End();
            if (writer.Overflowed) return false;
            output.Commit(writer.Length);
        }

        _endPending = false;
        IsComplete = true;
        return true;
    }

    private void CountIn(long count)
    {
        Bytes += count;
        if (_framing != FramingKind.ContentLength) return;
        _remaining -= count;
        if (_remaining == 0) IsComplete = true;
    }

    private FaultKind FaultOf(IoStatus status) => (inRequest, status) switch
    {
        (true, IoStatus.TimedOut) => FaultKind.RequestBodyTimeout,
        (true, _) => FaultKind.ClientGone,
        (false, IoStatus.TimedOut) => FaultKind.ResponseBodyTimeout,
        (false, _) => FaultKind.IncompleteResponse,
    };
}

/// <summary>How a body's way ended: to the end (None, Ok), by its sender's fault, or because its receiver took no more.</summary>
/// <param name="Fault">The sender's fault.</param>
/// <param name="Sink">The receiver's error.</param>
public readonly record struct RelayEnd(FaultKind Fault, IoStatus Sink)
{
    /// <summary>All of it was moved.</summary>
    public static RelayEnd Complete => default;

    /// <summary>All of it was moved.</summary>
    public bool IsComplete => Fault == FaultKind.None && Sink == IoStatus.Ok;

    internal static RelayEnd OfSource(FaultKind fault) => new(fault, IoStatus.Ok);

    internal static RelayEnd OfSink(IoStatus status) => new(FaultKind.None, status);
}
