using System.Net;
using FluentAssertions;
using Messenger.Server.Connections;
using NUnit.Framework;

namespace Messenger.Tests.Server.Connections;

[Parallelizable(ParallelScope.All)]
internal sealed class ConnectionCapsTests
{
    private static readonly IPAddress A = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress B = IPAddress.Parse("192.0.2.2");

    [Test]
    public void So_many_in_all()
    {
        ConnectionCaps caps = new(total: 2, perAddress: 10);

        caps.TryEnter(A).Should().BeNull();
        caps.TryEnter(B).Should().BeNull();
        caps.TryEnter(A).Should().Contain("2 connections in all");
        caps.Leave(B);
        caps.TryEnter(A).Should().BeNull();
    }

    [Test]
    public void So_many_from_one_address()
    {
        ConnectionCaps caps = new(total: 100, perAddress: 2);

        caps.TryEnter(A).Should().BeNull();
        caps.TryEnter(A).Should().BeNull();
        caps.TryEnter(A).Should().Contain("one address");
        caps.TryEnter(B).Should().BeNull();
        caps.Leave(A);
        caps.TryEnter(A).Should().BeNull();
    }

    [Test]
    public void Loopback_is_limited_by_the_total_alone()
    {
        ConnectionCaps caps = new(total: 5, perAddress: 1);

        for (int i = 0; i < 5; i++)
            caps.TryEnter(i % 2 == 0 ? IPAddress.Loopback : IPAddress.IPv6Loopback).Should().BeNull();
        caps.TryEnter(IPAddress.Loopback).Should().NotBeNull();
    }

    [Test]
    public void Counts_stay_right_when_many_come_and_go_at_once()
    {
        ConnectionCaps caps = new(total: 10, perAddress: 10);
        Parallel.For(0, 20_000, i =>
        {
            IPAddress address = i % 2 == 0 ? A : B;
            if (caps.TryEnter(address) is null)
                caps.Leave(address);
        });

        for (int i = 0; i < 10; i++)
            caps.TryEnter(A).Should().BeNull();
        caps.TryEnter(B).Should().NotBeNull();
    }
}
