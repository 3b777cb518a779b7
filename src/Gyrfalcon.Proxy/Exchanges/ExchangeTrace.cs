using System;
using Gyrfalcon.Http.Http1;
using Gyrfalcon.Http.Semantics;
using Gyrfalcon.Proxy.Telemetry;

namespace Gyrfalcon.Proxy.Exchanges;

/// <summary>
/// Where an exchange stands in a distributed trace (W3C Trace Context): in the one that the client's request tells, or in one of its own that is named like the request. Whether it is recorded is for a trusted client to
/// say; of the others a sample is, and afterwards all that failed.
/// </summary>
public sealed class ExchangeTrace
{
    private static readonly FieldSet Parent = FieldSet.Of(KnownField.TraceParent);

    /// <summary>The state belongs to the parent: without one that can be read it means nothing (§3.3).</summary>
    private static readonly FieldSet ParentAndState = FieldSet.Of(KnownField.TraceParent, KnownField.TraceState);

    private readonly Exchange _exchange;
    private readonly byte[] _ids = new byte[TraceParent.TraceIdLength + TraceParent.SpanIdLength];

    internal ExchangeTrace(Exchange exchange) => _exchange = exchange;

    /// <summary>Traces are collected, and the request's header block was complete.</summary>
    public bool IsOn { get; private set; }

    /// <summary>It is recorded, whatever comes of it.</summary>
    public bool IsSampled { get; private set; }

    /// <summary>The client told of a span of its own.</summary>
    public bool HasParent { get; private set; }

    /// <summary>32 hexadecimal digits.</summary>
    public ReadOnlySpan<byte> TraceId => HasParent ? _ids.AsSpan(0, TraceParent.TraceIdLength) : _exchange.RequestId;

    /// <summary>The client's span, 16 hexadecimal digits; empty if it told of none.</summary>
    public ReadOnlySpan<byte> ParentId => HasParent ? _ids.AsSpan(TraceParent.TraceIdLength) : default;

    /// <summary>The fields of the client's that <see cref="Write"/> replaces.</summary>
    internal FieldSet Replaced => !IsOn ? default : HasParent ? Parent : ParentAndState;

    /// <summary>Takes up the trace that the request tells, or begins one.</summary>
    /// <param name="perMillion">How many of a million are recorded.</param>
    internal void Begin(int perMillion)
    {
        HeaderBlock fields = _exchange.Request.Fields;
        IsOn = true;
        int first = fields.IndexOf(KnownField.TraceParent);
        if (first >= 0 && fields.IndexOf(KnownField.TraceParent, first + 1) < 0 && TraceParent.TryParse(fields[first].Value, out TraceParent parent))
        {
            HasParent = true;
            parent.TraceId.CopyTo(_ids);
            parent.SpanId.CopyTo(_ids.AsSpan(TraceParent.TraceIdLength));
            if (_exchange.Client.IsTrusted)
            {
                IsSampled = parent.IsSampled;
                return;
            }
        }

        IsSampled = AccessLogCondition.IsInSample(_exchange.RequestId, perMillion);
    }

    internal void Reset() => IsOn = IsSampled = HasParent = false;

    /// <summary>Writes the field for an endpoint, if traces are collected.</summary>
    /// <param name="writer">The head.</param>
    /// <param name="attempt">The number of the attempt whose span the endpoint's will be under; 0 for the exchange's own.</param>
    internal void Write(ref HeadWriter writer, int attempt)
    {
        if (!IsOn) return;
        Span<byte> span = stackalloc byte[TraceParent.SpanIdLength];
        if (attempt == 0) SpanIds.OfExchange(_exchange.RequestId).CopyTo(span);
        else SpanIds.OfAttempt(_exchange.RequestId, attempt, span);
        Span<byte> value = stackalloc byte[TraceParent.Length];
        TraceParent.Write(value, TraceId, span, IsSampled);
        writer.Field(KnownField.TraceParent, value);
    }
}
