using System.Collections.Concurrent;
using FluentAssertions;
using Messenger.Client.Grpc;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LanesTests : IDisposable
{
    private readonly Lanes _lanes = new(most: 4);

    public void Dispose() => _lanes.Dispose();

    [Test]
    public async Task What_shares_a_lane_runs_one_after_the_other_and_the_rest_beside_it()
    {
        ConcurrentQueue<string> done = new();
        TaskCompletionSource first = new();
        await _lanes.AddAsync("bob", () => first.Task.ContinueWith(_ => done.Enqueue("bob 1"), TaskScheduler.Default), default);
        await _lanes.AddAsync("BOB", () => Note("bob 2"), default);
        TaskCompletionSource beside = new();
        await _lanes.AddAsync("carol", () => Note("carol", beside), default);
        await beside.Task.Within("what is in another lane");
        done.Should().Equal("carol");
        first.SetResult();
        await _lanes.IdleAsync().Within("all lanes");
        done.Should().Equal("carol", "bob 1", "bob 2");

        Task Note(string what, TaskCompletionSource? told = null)
        {
            done.Enqueue(what);
            told?.SetResult();
            return Task.CompletedTask;
        }
    }

    [Test]
    public async Task Who_adds_more_than_there_is_room_for_waits()
    {
        TaskCompletionSource held = new();
        for (int i = 0; i < 4; i++)
            await _lanes.AddAsync($"{i % 2}", () => held.Task, default);
        Task more = _lanes.AddAsync("more", () => Task.CompletedTask, default);
        more.IsCompleted.Should().BeFalse();
        held.SetResult();
        await more.Within("room");
        await _lanes.IdleAsync().Within("all lanes");
    }
}
