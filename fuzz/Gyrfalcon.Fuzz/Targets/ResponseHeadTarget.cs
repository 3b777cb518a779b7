using System;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Response heads: as <see cref="RequestHeadTarget"/>, for requests with every method that changes the framing.</summary>
internal sealed class ResponseHeadTarget : IFuzzTarget
{
    private static readonly HeadLimits Narrow = new(40, 160, 4);

    private readonly ResponseHead _head = new();
    private readonly ResponseHead _other = new();
    private readonly byte[] _written = new byte[256 * 1024];

    public string Name => "response-head";

    public string Run(ReadOnlySpan<byte> input)
    {
        CompareDivisions(input, Method.Get, Narrow);
        CompareDivisions(input, Method.Head, HeadLimits.Default);
        CompareDivisions(input, Method.Connect, HeadLimits.Default);
        string outcome = CompareDivisions(input, Method.Get, HeadLimits.Default);
        Transcript.OfResponse(input, Cuts.None, _head, Method.Get, HeadLimits.Default);
        if (!_head.IsComplete)
            return outcome;
        Grammar.CheckResponse(Transcript.Text(_head.Fields.Stored), _head);
        CheckRewrite();
        return $"done {_head.Version} {_head.Status / 100} {_head.IsInterim} {_head.Reason.IsEmpty} {_head.Framing.Kind} {_head.KeepAlive} {Math.Min(_head.Fields.Count, 3)}";
    }

    private string CompareDivisions(ReadOnlySpan<byte> input, Method requestMethod, in HeadLimits limits)
    {
        string whole = Transcript.OfResponse(input, Cuts.None, _head, requestMethod, limits);
        InvariantException.Equal("byte by byte", whole, Transcript.OfResponse(input, Cuts.Everywhere(input.Length), _other, requestMethod, limits));
        InvariantException.Equal("in pieces", whole, Transcript.OfResponse(input, Cuts.Scattered(input), _other, requestMethod, limits));
        return whole;
    }

    private void CheckRewrite()
    {
        var writer = new HeadWriter(_written);
        writer.StatusLine(_head.Status, _head.Reason);
        writer.Fields(_head.Fields, default);
        if (_head.Framing.Kind == FramingKind.Chunked)
            writer.Field(KnownField.TransferEncoding, "chunked"u8);
        writer.End();
        InvariantException.True("a head that was read fits in the buffer", !writer.Overflowed);
        string again = Transcript.OfResponse(writer.Written, Cuts.None, _other, Method.Get, new HeadLimits(64 * 1024, 128 * 1024, 200));
        InvariantException.True($"what was written is a response:\n{again}", _other.IsComplete);
        InvariantException.True("nothing is left over", again.StartsWith($"done after {writer.Length}\n", StringComparison.Ordinal));
        InvariantException.Equal("the same response", Essence(_head), Essence(_other));
    }

    private static string Essence(ResponseHead head)
    {
        string essence = $"{head.Status} {Transcript.Text(head.Reason)} {head.Framing}\n";
        for (int i = 0; i < head.Fields.Count; i++)
        {
            Field field = head.Fields[i];
            if (!head.Fields.IsWithheld(i) && !HopByHop.Fields.Contains(field.Known))
                essence += $"{Transcript.Text(field.Name)}: {Transcript.Text(field.Value)}\n";
        }
        return essence;
    }
}
