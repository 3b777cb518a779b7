using System;

using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;

namespace Gyrfalcon.Fuzz.Targets;

/// <summary>Request heads: the division of the input does not show, and what is written from a head reads back as the same request.</summary>
internal sealed class RequestHeadTarget : IFuzzTarget
{
    private static readonly HeadLimits Narrow = new(48, 160, 4);
    private static readonly FieldSet HostOnly = FieldSet.Of(KnownField.Host);

    private readonly RequestHead _head = new();
    private readonly RequestHead _other = new();
    private readonly byte[] _written = new byte[256 * 1024];

    public string Name => "request-head";

    public string Run(ReadOnlySpan<byte> input)
    {
        CompareDivisions(input, Narrow);
        string outcome = CompareDivisions(input, HeadLimits.Default);
        Transcript.OfRequest(input, Cuts.None, _head, HeadLimits.Default);
        if (!_head.IsComplete)
            return outcome;
        Grammar.CheckRequest(Transcript.Text(_head.Fields.Stored), _head);
        CheckRewrite();
        return $"done {_head.Method} {_head.Form} {_head.Version} {_head.HasQuery} {_head.Port >= 0} {_head.Framing.Kind} {_head.KeepAlive} "
            + $"{_head.Expects100Continue} {_head.UpgradeRequested} {Math.Min(_head.Fields.Count, 3)}";
    }

    private string CompareDivisions(ReadOnlySpan<byte> input, in HeadLimits limits)
    {
        string whole = Transcript.OfRequest(input, Cuts.None, _head, limits);
        InvariantException.Equal("byte by byte", whole, Transcript.OfRequest(input, Cuts.Everywhere(input.Length), _other, limits));
        InvariantException.Equal("in pieces", whole, Transcript.OfRequest(input, Cuts.Scattered(input), _other, limits));
        return whole;
    }

    private void CheckRewrite()
    {
        var writer = new HeadWriter(_written);
        writer.RequestLine(_head);
        if (!_head.Authority.IsEmpty)
            writer.Field(KnownField.Host, _head.Authority);
        writer.Fields(_head.Fields, HostOnly);
        if (_head.Framing.Kind == FramingKind.Chunked)
            writer.Field(KnownField.TransferEncoding, "chunked"u8);
        writer.End();
        InvariantException.True("a head that was read fits in the buffer", !writer.Overflowed);
        bool authorityless = _head.Authority.IsEmpty;
        string again = Transcript.OfRequest(writer.Written, Cuts.None, _other, new HeadLimits(64 * 1024, 128 * 1024, 200));
        if (authorityless)
            return;
        InvariantException.True($"what was written is a request:\n{Transcript.Text(writer.Written)}\n{again}", _other.IsComplete);
        InvariantException.True("nothing is left over", again.StartsWith($"done after {writer.Length}\n", StringComparison.Ordinal));
        InvariantException.Equal("the same request", Essence(_head), Essence(_other));
    }

    // HTTP/1.0 ignores an expectation, which HTTP/1.1 may not: the field is the caller's to drop, and is left out of the comparison.
    private static string Essence(RequestHead head)
    {
        string essence = $"{Transcript.Text(head.MethodToken)} {Transcript.Text(head.Path)}?{head.HasQuery}{Transcript.Text(head.Query)} "
            + $"{Transcript.Text(head.Authority)} {head.Framing}\n";
        for (int i = 0; i < head.Fields.Count; i++)
        {
            Field field = head.Fields[i];
            if (field.Known != KnownField.Host && !head.Fields.IsWithheld(i) && !HopByHop.Fields.Contains(field.Known))
                essence += $"{Transcript.Text(field.Name)}: {Transcript.Text(field.Value)}\n";
        }
        return essence;
    }
}
