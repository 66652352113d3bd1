using Messenger.Tools.Torture.Ledgers;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Torture.People;

/// <summary>One account that logs in, reads all that waits, confirms it, and leaves.</summary>
internal static class BacklogReader
{
    public static async Task ReadAllAsync(int port, int number, BacklogTally tally)
    {
        string name = BacklogTally.Account(number);
        using WireClient client = await WireClient.ConnectAsync(port);
        await client.HelloAsync();
        if (await client.EnterAsync(Opcode.Login, name, Sessions.Password) is not { Code: ErrorCode.None })
            throw new TortureFaultException($"{name} could not log in");
        client.Queue(Opcode.Read, new ReadRequest([], 0));
        List<ulong> shown = [];
        bool read = false;
        int confirming = 0;
        while (!read || confirming > 0)
        {
            await client.FlushAsync();
            if (!await client.ReceiveAsync(Take))
                throw new TortureFaultException($"{name} was cut off");
            if (shown.Count > 0)
            {
                confirming += client.QueueConfirm(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(shown));
                shown.Clear();
            }
        }

        void Take(Frame frame)
        {
            switch (frame.Opcode)
            {
                case Opcode.Message:
                    MessagePush message = FieldReader.ReadWhole<MessagePush>(frame.Body);
                    tally.Show(number, BacklogText.Of(message.Text), message.Id);
                    shown.Add(message.Number);
                    break;
                case Opcode.ReadAnswer:
                    read = true;
                    break;
                case Opcode.ConfirmAnswer:
                    confirming--;
                    break;
                case Opcode.Error:
                    throw new TortureFaultException($"{name} was refused: {FieldReader.ReadWhole<Refusal>(frame.Body).Code.Word()}");
            }
        }
    }
}
