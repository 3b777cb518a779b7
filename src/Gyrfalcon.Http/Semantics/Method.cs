using System;

namespace Gyrfalcon.Http.Semantics;

/// <summary>Request methods that mean something to a proxy. Names are case-sensitive (RFC 9110 §9.1): <c>get</c> is <see cref="Other"/>.</summary>
public enum Method : byte
{
    /// <summary>A valid token that is none of the others. It is forwarded as it came.</summary>
    Other,

    /// <summary>RFC 9110 §9.3.1</summary>
    Get,

    /// <summary>RFC 9110 §9.3.2: the response has no body, whatever its fields say.</summary>
    Head,

    /// <summary>RFC 9110 §9.3.3</summary>
    Post,

    /// <summary>RFC 9110 §9.3.4</summary>
    Put,

    /// <summary>RFC 9110 §9.3.5</summary>
    Delete,

    /// <summary>RFC 9110 §9.3.6: a 2xx response turns the connection into a tunnel.</summary>
    Connect,

    /// <summary>RFC 9110 §9.3.7</summary>
    Options,

    /// <summary>RFC 9110 §9.3.8</summary>
    Trace,

    /// <summary>RFC 5789</summary>
    Patch,
}

/// <summary>What follows from a method.</summary>
public static class Methods
{
    /// <summary>The method asks for nothing to be changed (RFC 9110 §9.2.1).</summary>
    public static bool IsSafe(this Method method) => method is Method.Get or Method.Head or Method.Options or Method.Trace;

    /// <summary>Doing it twice is the same as doing it once (RFC 9110 §9.2.2).</summary>
    public static bool IsIdempotent(this Method method) => method.IsSafe() || method is Method.Put or Method.Delete;

    /// <summary>The method's name; empty for <see cref="Method.Other"/>.</summary>
    public static ReadOnlySpan<byte> Token(this Method method) => method switch
    {
        Method.Get => "GET"u8,
        Method.Head => "HEAD"u8,
        Method.Post => "POST"u8,
        Method.Put => "PUT"u8,
        Method.Delete => "DELETE"u8,
        Method.Connect => "CONNECT"u8,
        Method.Options => "OPTIONS"u8,
        Method.Trace => "TRACE"u8,
        Method.Patch => "PATCH"u8,
        _ => default,
    };

    /// <summary>The method that a token names; <see cref="Method.Other"/> if none. The token is not checked.</summary>
    public static Method Classify(ReadOnlySpan<byte> token) => token.Length switch
    {
        3 => token.SequenceEqual("GET"u8) ? Method.Get : token.SequenceEqual("PUT"u8) ? Method.Put : Method.Other,
        4 => token.SequenceEqual("POST"u8) ? Method.Post : token.SequenceEqual("HEAD"u8) ? Method.Head : Method.Other,
        5 => token.SequenceEqual("PATCH"u8) ? Method.Patch : token.SequenceEqual("TRACE"u8) ? Method.Trace : Method.Other,
        6 => token.SequenceEqual("DELETE"u8) ? Method.Delete : Method.Other,
        7 => token.SequenceEqual("OPTIONS"u8) ? Method.Options : token.SequenceEqual("CONNECT"u8) ? Method.Connect : Method.Other,
        _ => Method.Other,
    };
}
