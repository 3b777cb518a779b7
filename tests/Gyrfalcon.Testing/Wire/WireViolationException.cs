using System;

namespace Gyrfalcon.Testing;

/// <summary>The other side sent what RFC 9112 forbids.</summary>
public sealed class WireViolationException(string message) : Exception(message);
