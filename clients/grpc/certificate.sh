#!/bin/sh
# Writes the certificate of a server, if its key has the fingerprint that the server's first line says: see docs/grpc.md.
#   sh certificate.sh HOST:PORT sha256:FINGERPRINT > server.pem
set -eu
certificate=$(openssl s_client -connect "$1" -alpn h2 </dev/null 2>/dev/null | openssl x509)
fingerprint=$(echo "$certificate" | openssl x509 -pubkey -noout | openssl pkey -pubin -outform der | openssl dgst -sha256 -r | cut -d' ' -f1)
if [ "sha256:$fingerprint" != "$2" ]; then
  echo "this is another key: sha256:$fingerprint" >&2
  exit 1
fi
echo "$certificate"
