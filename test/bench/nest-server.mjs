import 'reflect-metadata';
import { All, Controller, Module, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** The framework without a gateway: one controller that answers a constant or reads the body. */

const [size = '0'] = process.argv.slice(2);
const CONSTANT = Buffer.alloc(Number(size), 'x');

class ConstantController {
  answer(request, response) {
    if (request.method === 'PUT') {
      request.resume();
      request.on('end', () => response.writeHead(200, { 'Content-Length': 0 }).end());
      return;
    }
    response.writeHead(200, { 'Content-Type': 'binary/octet-stream', 'Content-Length': CONSTANT.length });
    response.end(request.method === 'HEAD' ? undefined : CONSTANT);
  }
}

// Decorators are applied by hand: this file is run as it stands.
const { prototype } = ConstantController;
Controller()(ConstantController);
Req()(prototype, 'answer', 0);
Res()(prototype, 'answer', 1);
All('{*path}')(prototype, 'answer', Object.getOwnPropertyDescriptor(prototype, 'answer'));

class BareModule {}
Module({ controllers: [ConstantController] })(BareModule);

const application = await NestFactory.create(BareModule, { bodyParser: false, logger: ['error'] });
await application.listen(0, '127.0.0.1');
process.on('disconnect', () => process.exit());
process.send({ port: application.getHttpServer().address().port });
